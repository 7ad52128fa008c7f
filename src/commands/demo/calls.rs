//! One month of call records.

use super::centre::{self, Agent, QUEUES, Queue};
use super::dice::Dice;
use std::fmt::Write;

const HEADER: &str = "interaction_id,start_time,queue,channel,direction,agent_id,team,customer_id,\
                      outcome,wait_s,talk_s,hold_s,acw_s,transferred,holds,resolved,csat,\
                      disposition,recording\n";

/// The month as a canonical CSV file with so many records, in order of time.
pub(super) fn csv(seed: u64, rows: u32) -> String {
    let mut month = Month::new(seed, rows);
    let mut arrivals: Vec<u32> = (0..rows).map(|_| centre::arrival(&mut month.dice)).collect();
    arrivals.sort_unstable();
    let mut csv = HEADER.to_owned();
    for (index, at) in arrivals.into_iter().enumerate() {
        // Writing to a string cannot fail.
        let _written = writeln!(csv, "C{:07},{}", index + 1, month.contact(at, index + 1));
    }
    csv
}

/// What goes on while contacts come in.
struct Month {
    dice: Dice,
    agents: Vec<Agent>,
    /// Until when each agent is on a contact.
    busy: Vec<u32>,
    /// Customers who will have to contact the centre again.
    unsolved: Vec<u32>,
}

/// How a contact came in.
struct Contact {
    at: u32,
    queue: usize,
    chat: bool,
    customer: u32,
}

impl Month {
    fn new(seed: u64, rows: u32) -> Self {
        let agents = centre::agents(seed, rows);
        let busy = vec![0; agents.len()];
        Self { dice: Dice::new(seed, "calls"), agents, busy, unsolved: Vec::new() }
    }

    /// The cells of a contact behind its id.
    fn contact(&mut self, at: u32, number: usize) -> String {
        let shares = QUEUES.map(|queue| queue.share);
        let queue = self.dice.weighted(&shares);
        let contact = Contact { at, queue, chat: self.dice.chance(140), customer: self.customer() };
        let mean = centre::mean_wait_s(at) * QUEUES[queue].wait / 100;
        let wait = if self.dice.chance(180) {
            self.dice.below(4)
        } else {
            1 + self.dice.long_tailed(mean)
        };
        let patience = 2 + self.dice.skewed(190);
        if wait > patience {
            self.unsolved.push(contact.customer);
            let (front, customer) = (front(&contact), contact.customer);
            return format!("{front},,,K{customer:05},abandoned,{patience},,,,,,,,,");
        }
        self.answered(&contact, wait, number)
    }

    /// Someone who calls again, or someone else.
    fn customer(&mut self) -> u32 {
        if self.dice.chance(160) && !self.unsolved.is_empty() {
            let many = u32::try_from(self.unsolved.len()).unwrap_or(u32::MAX);
            let at = usize::try_from(self.dice.below(many)).unwrap_or(0);
            return self.unsolved.swap_remove(at);
        }
        10_000 + self.dice.below(90_000)
    }

    fn answered(&mut self, contact: &Contact, wait: u32, number: usize) -> String {
        let queue = &QUEUES[contact.queue];
        let begin = contact.at + wait;
        let index = self.free_agent(contact.queue, begin);
        let (quality, pace) = (self.agents[index].quality, self.agents[index].pace);
        let slow = if contact.chat { 160 } else { 100 };
        let talk = 12 + self.dice.skewed(queue.talk_s * pace / 100 * slow / 100);
        let holds = if contact.chat { 0 } else { self.holds() };
        let hold: u32 = (0..holds).map(|_| 8 + self.dice.skewed(55)).sum();
        let acw = 3 + self.dice.long_tailed(38 * pace / 100);
        self.busy[index] = begin + talk + hold + acw;
        let transferred = self.dice.chance(55);
        let resolved = !transferred && self.dice.chance(quality);
        if !resolved {
            self.unsolved.push(contact.customer);
        }
        let csat = self.csat(resolved, wait);
        let disposition = self.disposition(queue);
        let recorded = !contact.chat && self.dice.chance(975);
        let recording = if recorded { format!("rec/C{number:07}.wav") } else { String::new() };
        let agent = &self.agents[index];
        format!(
            "{},{},{},K{:05},answered,{wait},{talk},{hold},{acw},{transferred},{holds},\
             {resolved},{csat},{disposition},{recording}",
            front(contact),
            agent.id,
            agent.team,
            contact.customer,
        )
    }

    /// An agent who serves the queue and is free, else the one who will be first.
    fn free_agent(&mut self, queue: usize, at: u32) -> usize {
        let able = (0..self.agents.len()).filter(|one| self.agents[*one].serves.contains(&queue));
        let able: Vec<usize> = able.collect();
        let free: Vec<usize> = able.iter().copied().filter(|one| self.busy[*one] <= at).collect();
        let first = able.iter().copied().min_by_key(|one| self.busy[*one]).unwrap_or(0);
        self.dice.pick(&free).copied().unwrap_or(first)
    }

    fn holds(&mut self) -> u32 {
        if self.dice.chance(700) { 0 } else { 1 + u32::from(self.dice.chance(250)) }
    }

    /// A rating from 1 to 5 of about every sixth; solved at once is what customers like.
    fn csat(&mut self, resolved: bool, wait: u32) -> String {
        if !self.dice.chance(170) {
            return String::new();
        }
        let weights = match (resolved, wait > 60) {
            (true, false) => [2, 3, 9, 32, 54],
            (true, true) => [4, 8, 18, 40, 30],
            (false, false) => [16, 18, 26, 26, 14],
            (false, true) => [30, 26, 22, 14, 8],
        };
        (self.dice.weighted(&weights) + 1).to_string()
    }

    fn disposition(&mut self, queue: &Queue) -> &'static str {
        queue.dispositions[self.dice.weighted(&[46, 27, 17, 10])]
    }
}

/// Start, queue, channel and direction.
fn front(contact: &Contact) -> String {
    let channel = if contact.chat { "chat" } else { "voice" };
    format!("{},{},{channel},inbound", centre::iso(contact.at), QUEUES[contact.queue].name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_rows_are_a_header() {
        assert_eq!(csv(1, 0), HEADER);
    }

    #[test]
    fn every_record_has_every_column_and_ids_and_times_ascend() {
        let csv = csv(1, 500);
        let width = HEADER.matches(',').count();
        assert!(csv.lines().all(|line| line.matches(',').count() == width));
        let keys = |column: usize| {
            csv.lines().skip(1).map(move |line| line.split(',').nth(column).unwrap())
        };
        assert_eq!(keys(0).count(), 500);
        assert!(keys(0).is_sorted() && keys(1).is_sorted());
        let abandoned = keys(8).filter(|outcome| *outcome == "abandoned").count();
        assert!((5..100).contains(&abandoned), "{abandoned} of 500 abandoned");
    }
}
