//! Erlang C.

use super::cases::{one, run};
use qa::stats::erlang::Queue;

#[test]
fn queues_in_balance() {
    run("erlang-c", |case, key| {
        let calls = case.numbers("params.csv", "calls");
        let [period, aht, target] =
            ["period_s", "aht_s", "target_s"].map(|name| case.numbers("params.csv", name));
        let agents = case.whole("params.csv", "agents");
        let load = calls[0] * aht[0] / period[0];
        if key == "erlangs" {
            return Ok(one(load));
        }
        let (what, servers) = key.split_once('_').ok_or(())?;
        let servers: u64 = servers.parse().map_err(|_| ())?;
        let at = agents.iter().position(|agents| *agents == servers).ok_or(())?;
        let load = calls[at] * aht[at] / period[at];
        let queue = Queue { servers, load, service: aht[at] };
        Ok(match what {
            "pw" => one(queue.waiting()),
            "sl" => queue.within(target[at]).map(|share| vec![share]),
            "asa" => queue.mean_wait().map(|wait| vec![wait]),
            "occ" => one(queue.occupancy()),
            _ => return Err(()),
        })
    });
}
