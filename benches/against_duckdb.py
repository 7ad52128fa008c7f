"""Random small tables, filters and indicators: `qa kpi` against DuckDB on the same expression as SQL.

    python3 -m venv venv && venv/bin/pip install duckdb
    venv/bin/python benches/against_duckdb.py target/debug/qa [CASES] [SEED]

Each run of `qa` computes a dozen indicators by queue with one random filter; every indicator of every
group is one case. Differences are listed; the exit status is 1 when there is any.
"""
import csv, io, os, random, subprocess, sys, tempfile

import duckdb

QA = os.path.abspath(sys.argv[1])
CASES = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
RANDOM = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
OUTCOMES = ["answered", "abandoned", "short_abandon", "voicemail", "overflow", "other", "ivr_abandon", "excluded"]
NUMBERS = ["wait_s", "talk_s", "hold_s", "acw_s", "csat"]
# What the language calls these words, in SQL.
WORDS = {
    "answered": "(outcome = 'answered')",
    "abandoned": "(outcome in ('abandoned', 'short_abandon'))",
    "offered": "(outcome not in ('ivr_abandon', 'excluded'))",
}
HEADER = ["interaction_id", "start_time", "queue", "channel", "customer_id", "outcome", "transferred"] + NUMBERS


def table():
    rows = []
    for at in range(RANDOM.randint(0, 40)):
        day, second = RANDOM.randint(1, 28), RANDOM.randint(0, 86399)
        time = f"2026-10-{day:02}T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}Z"
        maybe = lambda value: "" if RANDOM.random() < 0.15 else str(value)
        number = lambda: maybe(RANDOM.choice([0, 5, 20, 60, RANDOM.randint(0, 900), RANDOM.randint(0, 9000) / 10]))
        rows.append([f"C{at}", time, maybe(RANDOM.choice("ab")), maybe(RANDOM.choice(["voice", "chat"])),
                     maybe(RANDOM.choice("XYZ")), maybe(RANDOM.choice(OUTCOMES)), maybe(RANDOM.choice(["true", "false"]))]
                    + [number() for _ in NUMBERS[:4]] + [maybe(RANDOM.randint(1, 5))])
    return rows


def amount(depth=2):
    """A number: the same text in both languages."""
    kind = RANDOM.random()
    if depth == 0 or kind < 0.5:
        return RANDOM.choice(NUMBERS)
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
                          "(start_time >= '2026-10-15')", "(outcome = 'voicemail')"])
    return text, sql(text)


def sql(text):
    """The same text, but for times."""
    return text.replace("start_time >= '2026-10-15'", "start_time >= timestamp '2026-10-15 00:00:00'")


def measures():
    found = []
    for at in range(12):
        (of, of_sql), (other, other_sql) = condition(), condition()
        value = amount()
        known = f"filter ({of_sql})"
        kind = RANDOM.choice(["ratio", "count", "mean", "sum", "percentile", "per_hour"])
        if kind == "ratio":
            keys = {"numerator": other, "denominator": of}
            query = f"count(*) filter ({of_sql} and {other_sql}) / nullif(count(*) filter ({of_sql}), 0)"
        elif kind == "count":
            keys, query = {"where": of}, f"count(*) filter ({of_sql})"
        elif kind == "percentile":
            p = RANDOM.choice([0, 0.1, 0.5, 0.9, 1])
            keys = {"where": of, "value": value, "p": p}
            query = f"quantile_cont(({value})::double, {p}) {known}"
        elif kind == "per_hour":
            column = RANDOM.choice(NUMBERS[:4])
            keys = {"where": of, "value": column}
            query = f"3600 * count({column}) {known} / nullif(sum({column}) {known}, 0)"
        else:
            keys = {"where": of, "value": value}
            query = f"{'avg' if kind == 'mean' else 'sum'}(({value})::double) {known}"
        found.append((f"m{at}", kind, keys, query))
    return found


def no_repeat():
    """Share of answered contacts without another one of the same customer within some days."""
    days = RANDOM.choice([1, 3, 7])
    query = f"""select coalesce(queue, '') q, count(*) filter (nxt is null or nxt - start_time > interval {days} days)
      / nullif(count(*), 0) v from (select *, lead(start_time) over (partition by customer_id order by start_time, interaction_id) nxt
      from t where customer_id is not null and coalesce(outcome, '') <> 'excluded')
      where outcome = 'answered' and start_time < (select date_trunc('day', max(start_time)) + interval 1 day - interval {days} days from t)
      group by q"""
    return f"{days}d", query


def toml(measures, days):
    lines = ['timezone = "UTC"', '[kpi.m_fcr]', 'type = "no_repeat"', 'where = "answered"', f'within = "{days}"']
    for name, kind, keys, _ in measures:
        lines += [f"[kpi.{name}]", f'type = "{kind}"']
        lines += [f'{key} = {value}' if key == "p" else f'{key} = "{value}"' for key, value in keys.items()]
    return "\n".join(lines) + "\n"


def near(mine, theirs):
    if mine is None or theirs is None:
        return mine == theirs
    # A value is kept to a thousandth here, and an indicator printed with six decimals.
    return abs(mine - theirs) <= 0.0011 + 1e-5 * abs(theirs)


def case(folder):
    rows, found, (days, repeat) = table(), measures(), no_repeat()
    where, where_sql = condition()
    calls = os.path.join(folder, "calls.csv")
    with open(calls, "w", newline="") as file:
        csv.writer(file).writerows([HEADER] + rows)
    with open(os.path.join(folder, "qa.toml"), "w") as file:
        file.write(toml(found, days))
    names = [name for name, *_ in found]
    asked = ["kpi", "calls.csv", "-f", "csv", "--by", "queue", "--where", where, "--kpi", ",".join(names)]
    mine = run(asked, folder)
    fcr = run(["kpi", "calls.csv", "-f", "csv", "--by", "queue", "--kpi", "m_fcr"], folder)
    base = duckdb.connect()
    # Division by zero is unknown here, and not infinite.
    base.execute("set ieee_floating_point_ops = false")
    base.execute("set error_on_division_by_zero = false")
    types = {name: "double" if name in NUMBERS else "varchar" for name in HEADER}
    types |= {"transferred": "boolean", "start_time": "timestamp"}
    base.execute(f"create table t as select * from read_csv('{calls}', header=true, auto_detect=false, columns={types}, nullstr='')")
    cases, wrong = 0, []
    for name, kind, keys, query in found:
        text = f"""select coalesce(queue, '') q, {query} v from t where ({where_sql})
          and coalesce(outcome, '') <> 'excluded' group by q"""
        theirs = dict(base.execute(text).fetchall())
        for group, value in theirs.items():
            cases += 1
            if not near(mine.get((group, name)), value):
                wrong.append((keys, where, group, mine.get((group, name)), value))
    for group, value in base.execute(repeat).fetchall():
        cases += 1
        if not near(fcr.get((group, "m_fcr")), value):
            wrong.append(("no_repeat", days, group, fcr.get((group, "m_fcr")), value))
    return cases, wrong


def run(arguments, folder):
    done = subprocess.run([QA, *arguments], cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{arguments}\n{done.stderr}")
    rows = csv.DictReader(io.StringIO(done.stdout))
    return {(row["queue"].lstrip("'"), row["kpi"]): float(row["value"]) if row["value"] else None for row in rows}


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
