"""What every peer of this folder does: make tables of a file with DuckDB, then look for refusals in
ten minutes among the prompts.

No hash, no provenance, no account of records: a lower bound of what Pushscope does."""

import time

import duckdb

BURSTS = """
select login, max(n) from (select login, count(*) filter (where {refused})
  over (partition by login order by ts range between interval 10 minute preceding and current row)
  as n from prompts) group by login having max(n) >= 5
"""


def ask(file, tables, refused, **words):
    """Runs the queries `tables`, which make `events` and `prompts` of `file`, and prints counts."""
    start = time.time()
    db = duckdb.connect()
    db.execute("set threads = 2; set preserve_insertion_order = false; set TimeZone = 'UTC'")
    for query in tables:
        db.execute(query.format(file=file, **words))
    bursts = db.execute(BURSTS.format(refused=refused)).fetchall()
    events, prompts = (
        db.execute(f"select count(*) from {it}").fetchone()[0] for it in ("events", "prompts")
    )
    print(f"{events} events, {prompts} prompts, {len(bursts)} users; {time.time() - start:.2f} s")
