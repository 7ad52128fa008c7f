"""Random small tables, filters and indicators: `qa kpi` against DuckDB on the same expression as SQL.

    python3 -m venv venv && venv/bin/pip install duckdb
    venv/bin/python benches/against_duckdb.py target/debug/qa [CASES] [SEED]

Each run of `qa` computes a dozen indicators with one random filter, grouped by a random column or
stretch of time in a random zone, over days on which clocks are changed; every indicator of every
group is one case. Beside what is defined at random stand the catalogue's own indicators, with a
random threshold and limit of short abandons. Groups of time are named by Python, not by DuckDB.
Differences are listed; the exit status is 1 when there is any.
"""
import csv, datetime, io, os, random, subprocess, sys, tempfile, zoneinfo

import duckdb

QA = os.path.abspath(sys.argv[1])
CASES = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
RANDOM = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
ZONE = "UTC"
OUTCOMES = ["answered", "abandoned", "short_abandon", "voicemail", "overflow", "other", "ivr_abandon", "excluded"]
NUMBERS = ["wait_s", "talk_s", "hold_s", "acw_s", "csat"]
# What the language calls these words, in SQL.
WORDS = {
    "answered": "(outcome = 'answered')",
    "abandoned": "(outcome in ('abandoned', 'short_abandon'))",
    "offered": "(outcome not in ('ivr_abandon', 'excluded'))",
}
HEADER = ["interaction_id", "start_time", "queue", "channel", "customer_id", "outcome", "transferred"] + NUMBERS + ["Covers"]
GRAINS = ["hour", "day", "week", "month", "quarter", "interval", "interval_30m", "interval_15m"]
ZONES = ["UTC", "Europe/Madrid", "America/New_York", "America/Bogota", "Asia/Kolkata"]
# Ids of a long list, of which some are there.
LONG = "(interaction_id in (" + ", ".join(f"'C{at}'" for at in range(0, 90, 3)) + "))"


def table():
    rows = []
    for at in range(RANDOM.randint(0, 40)):
        # Clocks go back on 25 October in Madrid and on 1 November in New York: half of all lie there.
        first, length = RANDOM.choice([(1, 40), (25, 1), (32, 1)])
        seconds = (first - 1) * 86400 + RANDOM.randint(0, length * 86400 - 1)
        time = (datetime.datetime(2026, 10, 1) + datetime.timedelta(seconds=seconds)).isoformat() + "Z"
        maybe = lambda value: "" if RANDOM.random() < 0.15 else str(value)
        number = lambda: maybe(RANDOM.choice([0, 5, 20, 60, RANDOM.randint(0, 900), RANDOM.randint(0, 9000) / 10]))
        rows.append([f"C{at}", time, maybe(RANDOM.choice("ab")), maybe(RANDOM.choice(["voice", "chat"])),
                     maybe(RANDOM.choice("XYZ")), maybe(RANDOM.choice(OUTCOMES)), maybe(RANDOM.choice(["true", "false"]))]
                    + [number() for _ in NUMBERS[:4]] + [maybe(RANDOM.randint(0, 10))]
                    + [maybe(RANDOM.choice(["2", "3.5", "-1", "none"]))])
    return rows


def label(time, grain, zone):
    """The name of the stretch of time that an instant lies in, by the clocks of a zone."""
    at = datetime.datetime.fromisoformat(time.replace("Z", "+00:00")).astimezone(zoneinfo.ZoneInfo(zone))
    minutes = {"interval": 60, "interval_30m": 30, "interval_15m": 15}.get(grain)
    if minutes:
        return at.replace(minute=at.minute // minutes * minutes, second=0).isoformat()
    year, week, _ = at.isocalendar()
    return {"hour": f"{at:%H}", "day": f"{at:%Y-%m-%d}", "week": f"{year:04}-W{week:02}", "month": f"{at:%Y-%m}",
            "quarter": f"{at.year:04}-Q{(at.month + 2) // 3}"}[grain]


def amount(depth=2):
    """A number: the same text in both languages."""
    kind = RANDOM.random()
    if depth == 0 or kind < 0.5:
        return RANDOM.choice(NUMBERS + ["Covers"])
    if kind < 0.65:
        return RANDOM.choice(["2", "0.5", "60", "3"])
    return f"({amount(depth - 1)} {RANDOM.choice('+-*/')} {amount(depth - 1)})"


def condition(depth=2):
    """A condition: its text here, and its text in SQL."""
    kind = RANDOM.random()
    if depth > 0 and kind < 0.35:
        (a, b), (c, d), word = condition(depth - 1), condition(depth - 1), RANDOM.choice(["and", "or"])
        return f"({a} {word} {c})", f"({b} {word} {d})"
    if depth > 0 and kind < 0.45:
        a, b = condition(depth - 1)
        return f"not {a}", f"(not {b})"
    if kind < 0.6:
        word = RANDOM.choice(list(WORDS))
        return word, WORDS[word]
    if kind < 0.75:
        sign, limit = RANDOM.choice(["=", "<>", "<", "<=", ">", ">="]), RANDOM.choice([0, 5, 20, 60, 300])
        text = f"({amount(1)} {sign} {limit})"
        return text, sql(text)
    text = RANDOM.choice(["(queue = 'a')", "(queue in ('a', 'c'))", "(queue not in ('b'))", "(channel like 'v%')",
                          "(wait_s is null)", "(csat is not null)", "(talk_s between 5 and 300)", "transferred",
                          "(start_time >= '2026-10-15')", "(outcome = 'voicemail')", LONG, f"(not {LONG})",
                          "(Covers > 2)", "(csat in (1, 2, 5, 9))"])
    return text, sql(text)


def sql(text):
    """The same text, but for times."""
    midnight = datetime.datetime(2026, 10, 15, tzinfo=zoneinfo.ZoneInfo(ZONE)).astimezone(datetime.timezone.utc)
    return text.replace("start_time >= '2026-10-15'", f"start_time >= timestamp '{midnight:%Y-%m-%d %H:%M:%S}'")


def measures():
    found = []
    for at in range(12):
        (of, of_sql), (other, other_sql) = condition(), condition()
        value = amount()
        known = f"filter ({of_sql})"
        kind = RANDOM.choice(["ratio", "count", "mean", "sum", "percentile", "per_hour", "nps", "top", "survey_mean"])
        if kind == "ratio":
            keys = {"numerator": other, "denominator": of}
            query = f"count(*) filter ({of_sql} and {other_sql}) / nullif(count(*) filter ({of_sql}), 0)"
        elif kind == "count":
            keys, query = {"where": of}, f"count(*) filter ({of_sql})"
        elif kind == "percentile":
            p = RANDOM.choice([0, 0.1, 0.25, 0.5, 0.9, 0.95, 0.999, 1])
            keys = {"where": of, "value": value, "p": p}
            query = f"quantile_cont(({value})::double, {p}) {known}"
        elif kind == "per_hour":
            column = RANDOM.choice(NUMBERS[:4])
            keys = {"where": of, "value": column}
            query = f"3600 * count({column}) {known} / nullif(sum({column}) {known}, 0)"
        elif kind == "nps":
            keys, kind = {"where": of, "value": "csat", "score": "nps"}, "survey"
            query = f"""100.0 * (count(*) filter ({of_sql} and csat >= 9) - count(*) filter ({of_sql} and csat <= 6))
              / nullif(count(csat) {known}, 0)"""
        elif kind == "top":
            top = RANDOM.randint(2, 9)
            keys, kind = {"where": of, "value": "csat", "score": "top", "top": top}, "survey"
            query = f"count(*) filter ({of_sql} and csat >= {top}) / nullif(count(csat) {known}, 0)"
        elif kind == "survey_mean":
            keys, kind = {"where": of, "value": "csat", "score": "mean"}, "survey"
            query = f"avg(csat) {known}"
        else:
            keys = {"where": of, "value": value}
            query = f"{'avg' if kind == 'mean' else 'sum'}(({value})::double) {known}"
        found.append((f"m{at}", kind, keys, query))
    return found


def catalogue():
    """Indicators of the catalogue with their options, as SQL."""
    threshold, short = RANDOM.choice([0, 5, 20, 60, 300.5]), RANDOM.choice([0, 5, 20])
    answered, abandoned, offered = (WORDS[word] for word in ["answered", "abandoned", "offered"])
    of = lambda *parts: "count(*) filter (" + " and ".join(f"({part})" for part in parts) + ")"
    in_time, is_short = f"wait_s <= {threshold}", f"(outcome = 'short_abandon' or (outcome = 'abandoned' and wait_s <= {short}))"
    late = f"not coalesce(wait_s <= {threshold}, false)"
    kept = f"not coalesce({is_short}, false)"
    share = lambda above, below: f"({above}) / nullif({below}, 0)"
    forms = {
        "service_level_offered": share(of(answered, in_time), of(offered)),
        "service_level_answered": share(of(answered, in_time), of(answered)),
        "service_level_removed": share(of(f"{answered} or {abandoned}", in_time), of(offered)),
        "service_level_late_abandons": share(of(answered, in_time), f"{of(offered)} - {of(abandoned, in_time)}"),
        "service_level_short_met": share(f"{of(answered, in_time)} + {of(is_short)}", of(offered)),
        "service_level_short_removed": share(of(answered, in_time), f"{of(offered)} - {of(is_short)}"),
        "service_level_no_flow_out": share(of(answered, in_time), of(f"{answered} or {abandoned}")),
        "service_level_left_queue": share(of(offered, in_time), of(offered)),
        "abandonment_rate_plain": share(of(abandoned), of(offered)),
        "abandonment_rate_short_removed": share(of(abandoned, kept), of(offered, f"not ({abandoned}) or {kept}")),
        "abandonment_rate_short_not_counted": share(of(abandoned, kept), of(offered)),
        "abandonment_rate_late_only": share(of(abandoned, late), of(offered, f"not ({abandoned}) or {late}")),
        "asa_s": f"avg(wait_s) filter ({answered})",
        "aht_s": f"avg(talk_s + coalesce(hold_s, 0) + coalesce(acw_s, 0)) filter ({answered} and talk_s is not null)",
        "wait_p90_s": f"quantile_cont(wait_s, 0.9) filter ({answered})",
        "wait_offered_p95_s": f"quantile_cont(wait_s, 0.95) filter ({offered})",
        "wait_abandoned_p50_s": f"quantile_cont(wait_s, 0.5) filter ({abandoned})",
        "wait_max_s": f"max(wait_s) filter ({answered})",
        "csat_mean": "avg(csat)",
    }
    options = ["--threshold", str(threshold), "--short-abandon", str(short), "--all-variants"]
    return options, forms


def no_repeat(rows):
    """Share of answered contacts without another one of the same customer within some days."""
    days = RANDOM.choice([1, 3, 7])
    zone = zoneinfo.ZoneInfo(ZONE)
    latest = max((datetime.datetime.fromisoformat(row[1].replace("Z", "+00:00")) for row in rows), default=None)
    if latest is None:
        return f"{days}d", None
    after = latest.astimezone(zone).date() + datetime.timedelta(days=1)
    end = datetime.datetime.combine(after, datetime.time(), zone).astimezone(datetime.timezone.utc)
    limit = end - datetime.timedelta(days=days)
    query = f"""select coalesce(queue, '') q, count(*) filter (nxt is null or nxt - start_time > interval {days} days)
      / nullif(count(*), 0) v from (select *, lead(start_time) over (partition by customer_id order by start_time, interaction_id) nxt
      from t where customer_id is not null and coalesce(outcome, '') <> 'excluded')
      where outcome = 'answered' and start_time < timestamp '{limit:%Y-%m-%d %H:%M:%S}'
      group by q"""
    return f"{days}d", query


def toml(measures, days):
    lines = [f'timezone = "{ZONE}"', '[kpi.m_fcr]', 'type = "no_repeat"', 'where = "answered"', f'within = "{days}"']
    for name, kind, keys, _ in measures:
        lines += [f"[kpi.{name}]", f'type = "{kind}"']
        lines += [f'{key} = {value}' if key in ("p", "top") else f'{key} = "{value}"' for key, value in keys.items()]
    return "\n".join(lines) + "\n"


def near(mine, theirs):
    if mine is None or theirs is None:
        return mine == theirs
    # A value is kept to a thousandth here, and an indicator printed with six decimals.
    return abs(mine - theirs) <= 0.0011 + 1e-5 * abs(theirs)


def case(folder):
    global ZONE
    ZONE = RANDOM.choice(ZONES)
    rows, found = table(), measures()
    days, repeat = no_repeat(rows)
    where, where_sql = condition()
    by = RANDOM.choice([["queue"], [RANDOM.choice(GRAINS)], ["queue", RANDOM.choice(GRAINS)]])
    grain = next((key for key in by if key in GRAINS), None)
    options, forms = catalogue()
    calls = os.path.join(folder, "calls.csv")
    with open(calls, "w", newline="") as file:
        csv.writer(file).writerows([HEADER] + rows)
    with open(os.path.join(folder, "labels.csv"), "w", newline="") as file:
        csv.writer(file).writerows([["id", "stretch"]] + [[row[0], label(row[1], grain, ZONE) if grain else ""] for row in rows])
    with open(os.path.join(folder, "qa.toml"), "w") as file:
        file.write(toml(found, days))
    names = [name for name, *_ in found]
    usual = [name for name in forms if not name.startswith(("service_level", "abandonment"))]
    asked = ["kpi", "calls.csv", "-f", "csv", "--by", ",".join(by), "--where", where, "--kpi", ",".join(names + usual), *options]
    mine = run(asked, by, folder)
    fcr = run(["kpi", "calls.csv", "-f", "csv", "--by", "queue", "--kpi", "m_fcr"], ["queue"], folder)
    base = duckdb.connect()
    # Division by zero is unknown here, and not infinite.
    base.execute("set ieee_floating_point_ops = false")
    base.execute("set error_on_division_by_zero = false")
    types = {name: "double" if name in NUMBERS else "varchar" for name in HEADER}
    types |= {"transferred": "boolean", "start_time": "timestamp"}
    base.execute(f"create table l as select * from read_csv('{folder}/labels.csv', header=true, auto_detect=false, columns={{'id': 'varchar', 'stretch': 'varchar'}})")
    base.execute(f"create table t as select * replace (try_cast(Covers as double) as Covers), (select coalesce(stretch, '') from l where id = interaction_id) stretch from read_csv('{calls}', header=true, auto_detect=false, columns={types}, nullstr='')")
    cases, wrong = 0, []
    key = "||'|'||".join("coalesce(queue, '')" if part == "queue" else "stretch" for part in by)
    every = found + [(name, "catalogue", f"{name} {' '.join(options)}", query) for name, query in forms.items()]
    for name, kind, keys, query in every:
        text = f"""select {key} q, {query} v from t where ({where_sql})
          and coalesce(outcome, '') <> 'excluded' group by q"""
        theirs = dict(base.execute(text).fetchall())
        for group, value in theirs.items():
            cases += 1
            if not near(mine.get((group, name)), value):
                wrong.append((keys, where, by, ZONE, group, mine.get((group, name)), value))
    for group, value in base.execute(repeat).fetchall() if repeat else []:
        cases += 1
        if not near(fcr.get((group, "m_fcr")), value):
            wrong.append(("no_repeat", days, group, fcr.get((group, "m_fcr")), value))
    return cases, wrong


def run(arguments, by, folder):
    done = subprocess.run([QA, *arguments], cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{arguments}\n{done.stderr}")
    rows = csv.DictReader(io.StringIO(done.stdout))
    group = lambda row: "|".join(row[key].lstrip("'") for key in by)
    return {(group(row), row["kpi"]): float(row["value"]) if row["value"] else None for row in rows}


def main():
    total, wrong = 0, []
    with tempfile.TemporaryDirectory() as folder:
        while total < CASES:
            cases, found = case(folder)
            total += cases
            wrong += found
    for one in wrong:
        print("differs:", *one, sep="\n  ")
    print(f"{total} cases, {len(wrong)} differ (duckdb {duckdb.__version__})")
    return 1 if wrong else 0


sys.exit(main())
