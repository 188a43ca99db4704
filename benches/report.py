"""What a run prints and keeps: Markdown tables, goals with what was measured beside them, raw numbers as JSON."""

import datetime
import json
import os
import platform


def machine():
    model = platform.processor()
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo") as lines:
            model = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), model)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    return {"cpu": model, "cores": os.cpu_count(), "memory_gb": memory, "system": platform.platform()}


def seconds(value):
    return f"{value * 1000:,.0f} ms" if value < 10 else f"{value:,.1f} s"


def load():
    return round(os.getloadavg()[0], 1)


class Report:
    """Prints each row as it comes and writes the file anew after it, so that a run that is stopped keeps
    what it has; without a path it only prints."""

    def __init__(self, path, **about):
        self.path = path
        self.record = {
            "machine": machine(),
            "started": datetime.datetime.now().isoformat(timespec="seconds"),
            **about,
            "tables": [],
            "goals": [],
        }
        self.line(f"{self.record['machine']}")
        self.line(f"{about}")

    def line(self, text=""):
        print(text, flush=True)

    def section(self, name):
        self.line(f"\n## {name}\n\nLoad average {load()} on {os.cpu_count()} processors.")

    def table(self, title, columns):
        self.record["tables"].append(
            {"title": title, "load_average": load(), "columns": columns, "rows": [], "raw": []}
        )
        align = ["---"] + ["---:"] * (len(columns) - 1)
        self.line(f"\n**{title}**\n\n| {' | '.join(columns)} |\n|{'|'.join(align)}|")

    def row(self, *cells, raw=None):
        table = self.record["tables"][-1]
        table["rows"].append([str(cell) for cell in cells])
        if raw is not None:
            table["raw"].append({"row": str(cells[0]), "load_average": load(), **raw})
        self.line(f"| {' | '.join(str(cell) for cell in cells)} |")
        self.save()

    def compared(self, what, rows, ours, measure, other, expected):
        """A row of ours against another's; `measure` is wall, cpu or mb."""
        shown = lambda result: f"{result[measure]:,.0f} MB" if measure == "mb" else seconds(result[measure])
        ratio = f"{other[measure] / ours[measure]:.1f}×" if other else ""
        raw = {"rows": rows, "measure": measure, "ours": ours, "other": other, "expected": expected}
        self.row(what, f"{rows:,}", shown(ours), shown(other) if other else "", ratio, expected, raw=raw)

    def goal(self, what, value, bound, unit="", digits=2):
        """Keeps a figure with its goal: a positive bound is the most it may be, `(least, )` the least."""
        least = isinstance(bound, tuple)
        limit = bound[0] if least else bound
        met = value >= limit if least else value <= limit
        self.record["goals"].append(
            {
                "what": what,
                "measured": value,
                "goal": limit,
                "least": least,
                "unit": unit,
                "digits": digits,
                "met": met,
                "load_average": load(),
            }
        )
        self.save()

    def unmeasured(self, what, reason):
        self.record["goals"].append({"what": what, "measured": None, "reason": reason})
        self.line(f"\n{what}: not measured: {reason}")
        self.save()

    def goals(self):
        """The goals at the end, in one table."""
        self.section("Goals")
        self.line("\n| what | measured | goal | load average | |\n|---|---:|---:|---:|---|")
        for goal in self.record["goals"]:
            if goal["measured"] is None:
                self.line(f"| {goal['what']} | | | | not measured: {goal['reason']} |")
                continue
            number = f"{goal['measured']:.{goal['digits']}f}{goal['unit']}"
            bound = f"{'≥' if goal['least'] else '≤'} {goal['goal']:g}{goal['unit']}"
            self.line(
                f"| {goal['what']} | {number} | {bound} | {goal['load_average']} | {'met' if goal['met'] else '**missed**'} |"
            )

    def save(self):
        self.record["ended"] = datetime.datetime.now().isoformat(timespec="seconds")
        if self.path:
            self.path.write_text(json.dumps(self.record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
