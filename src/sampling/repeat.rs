//! Contacts of customers who were here before, or came again: from the calls themselves.

use crate::model::{Batch, Field, Fold, MilliColumn, Name, TextColumn, is_of_customer};
use std::collections::{BTreeMap, BTreeSet};

/// Which of two contacts of one customer is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The later: the customer was here before.
    Later,
    /// The earlier: the customer came again.
    Earlier,
}

/// Every contact of a known customer, in as much memory as ids, customers and times take.
///
/// Segments of one contact, which share a `segment_group` or an id, are one. Outbound and internal
/// contacts are nobody's coming.
#[derive(Debug, Clone, Default)]
pub struct Repeats {
    customers: TextColumn,
    contacts: TextColumn,
    ids: TextColumn,
    starts: MilliColumn,
}

impl Repeats {
    /// Ids of the interactions that follow another contact of the same customer within this many
    /// milliseconds of its beginning, or are followed by one.
    pub fn ids(&self, window: i64, side: Side) -> BTreeSet<String> {
        let mut customers: BTreeMap<&str, BTreeMap<&str, i64>> = BTreeMap::new();
        for row in 0..self.ids.len() {
            let Some((customer, contact, start)) = self.row(row) else { continue };
            let known = customers.entry(customer).or_default().entry(contact).or_insert(start);
            *known = (*known).min(start);
        }
        let meant: BTreeSet<(&str, &str)> = customers
            .iter()
            .flat_map(|(customer, contacts)| {
                chosen(contacts, window, side).into_iter().map(|contact| (*customer, contact))
            })
            .collect();
        let is_meant = |row: &usize| {
            let found = self.row(*row);
            found.is_some_and(|(customer, contact, _)| meant.contains(&(customer, contact)))
        };
        let rows = (0..self.ids.len()).filter(is_meant);
        rows.filter_map(|row| self.ids.get(row)).map(str::to_owned).collect()
    }

    fn row(&self, row: usize) -> Option<(&str, &str, i64)> {
        Some((self.customers.get(row)?, self.contacts.get(row)?, self.starts.get(row)?))
    }

    fn push(&mut self, (customer, contact): (&str, &str), id: &str, start: i64) {
        self.customers.push(customer);
        self.contacts.push(contact);
        self.ids.push(id);
        self.starts.push(Some(start));
    }
}

/// The contacts of one customer that have another near them.
fn chosen<'a>(contacts: &BTreeMap<&'a str, i64>, window: i64, side: Side) -> Vec<&'a str> {
    let mut order: Vec<(i64, &str)> = contacts.iter().map(|(id, start)| (*start, *id)).collect();
    order.sort_unstable();
    let pairs = order.windows(2).filter(|pair| pair[1].0 - pair[0].0 <= window);
    pairs
        .map(|pair| match side {
            Side::Later => pair[1].1,
            Side::Earlier => pair[0].1,
        })
        .collect()
}

impl Fold for Repeats {
    fn wants(&self) -> Vec<Name> {
        let mut names = self.needs();
        names.extend([Field::SegmentGroup, Field::Direction, Field::Outcome].map(Name::Field));
        names
    }

    fn needs(&self) -> Vec<Name> {
        [Field::InteractionId, Field::CustomerId, Field::StartTime].map(Name::Field).to_vec()
    }

    fn update(&mut self, batch: &Batch) {
        let text = |field: Field| batch.text(&field.into());
        let (Some(ids), Some(customers)) = (text(Field::InteractionId), text(Field::CustomerId))
        else {
            return;
        };
        let Some(starts) = batch.milli(Field::StartTime) else { return };
        let (groups, directions) = (text(Field::SegmentGroup), text(Field::Direction));
        let outcomes = batch.outcomes();
        for row in 0..batch.rows() {
            let direction = directions.map_or(&[][..], |column| column.bytes(row));
            if !is_of_customer(direction, outcomes.and_then(|outcomes| outcomes[row])) {
                continue;
            }
            let known = ids.get(row).zip(customers.get(row)).zip(starts.get(row));
            if let Some(((id, customer), start)) = known {
                let group = groups.and_then(|groups| groups.get(row)).unwrap_or(id);
                self.push((customer, group), id, start);
            }
        }
    }

    fn merge(&mut self, other: Self) {
        for row in 0..other.ids.len() {
            if let (Some((customer, contact, start)), Some(id)) =
                (other.row(row), other.ids.get(row))
            {
                self.push((customer, contact), id, start);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Column;

    const HOUR: i64 = 3_600_000;

    /// Rows of id, customer, hour, contact and direction.
    fn batch(rows: &[(&str, &str, i64, &str, &str)]) -> Batch {
        let mut texts: [TextColumn; 4] = Default::default();
        let mut starts = MilliColumn::default();
        for (id, customer, hour, group, direction) in rows {
            for (column, text) in texts.iter_mut().zip([id, customer, group, direction]) {
                column.push(text);
            }
            starts.push(Some(hour * HOUR));
        }
        let [ids, customers, groups, directions] = texts;
        let columns = vec![
            (Field::InteractionId.into(), Column::Text(ids)),
            (Field::CustomerId.into(), Column::Text(customers)),
            (Field::SegmentGroup.into(), Column::Text(groups)),
            (Field::Direction.into(), Column::Text(directions)),
            (Field::StartTime.into(), Column::Milli(starts)),
        ];
        Batch::new(rows.len(), columns)
    }

    fn ids(rows: &[(&str, &str, i64, &str, &str)], side: Side) -> Vec<String> {
        let mut whole = Repeats::default();
        whole.update(&batch(rows));
        // Cut in two and put together the other way round, nothing changes.
        let (mut one, mut other) = (Repeats::default(), Repeats::default());
        let (left, right) = rows.split_at(rows.len() / 2);
        one.update(&batch(right));
        other.update(&batch(left));
        one.merge(other);
        let found = whole.ids(24 * HOUR, side);
        assert_eq!(found, one.ids(24 * HOUR, side));
        found.into_iter().collect()
    }

    #[test]
    fn nobody_comes_again_to_nothing() {
        assert!(ids(&[], Side::Later).is_empty());
        assert!(ids(&[("c1", "k1", 0, "", ""), ("c2", "", 1, "", "")], Side::Later).is_empty());
    }

    #[test]
    fn the_later_follows_within_the_window_and_the_earlier_is_followed() {
        let rows = [
            ("c3", "k1", 30, "", ""),
            ("c1", "k1", 0, "", ""),
            ("c2", "k1", 24, "", ""),
            ("c4", "k1", 90, "", ""),
            ("c5", "k2", 1, "", ""),
        ];
        assert_eq!(ids(&rows, Side::Later), ["c2", "c3"]);
        assert_eq!(ids(&rows, Side::Earlier), ["c1", "c2"]);
    }

    #[test]
    fn segments_of_one_contact_and_calls_to_a_customer_are_no_repeats() {
        let rows = [
            ("c1", "k1", 0, "g1", ""),
            ("c2", "k1", 1, "g1", "inbound"),
            ("c3", "k1", 2, "g2", "outbound"),
        ];
        assert!(ids(&rows, Side::Later).is_empty());
        let again = [rows[0], rows[1], ("c4", "k1", 5, "g3", "inbound")];
        assert_eq!(ids(&again, Side::Later), ["c4"]);
        assert_eq!(ids(&again, Side::Earlier), ["c1", "c2"]);
    }
}
