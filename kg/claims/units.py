"""The units that a number can carry: one table, one compiled pattern."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: the label that goes into the graph, how it is written after a number, and what it measures.

    `pattern` is tried right behind the number, after an optional space or hyphen; `factor` brings the value to the
    label's unit; `metric` is what a figure in this unit measures when the text does not name it.
    """

    id: str
    label: str
    pattern: str
    factor: Decimal = Decimal(1)
    metric: str = ""
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()


def _d(text: str) -> Decimal:
    return Decimal(text)


_PER_S = r"(?:\s?/\s?s(?:ec(?:ond)?)?\b|\sper\ssecond\b|/second\b)"
_FLOP = r"(?:FLOPs?|FLOPS|flops|Flops|MACs?|MAdds?|Mult-Adds|BOPs)"

_OF_PARAMETERS = "trainable|learnable|total|active|activated|tunable|model|additional|extra"
_OF_TOKENS = (
    "context|input|output|training|unique|text|visual|vision|image|pre-?training|thinking|reasoning|generated|speech"
    "|video|additional|total|high-quality"
)

# Order matters: the first unit whose pattern matches is taken, so longer readings stand first.
UNITS: tuple[Unit, ...] = (
    Unit("pp", "points",
        r"(?:%?[\s-]?(?:absolute\s|accuracy\s|percentage[\s-])?points?\b|pp(?:ts?)?\b|p\.p\.|%\s?pts?\b|percent\spoints?\b|pts?\b)",
         examples=("3 percentage points", "4.2pp", "25-point", "1.5 points", "0.3%-points"),
         counter_examples=("3 pointers",)),
    Unit("percent", "%", r"(?:%|percent\b|per\scent\b|pct\b)", examples=("75%", "0.5 %", "12 percent",
         "20 per cent"), counter_examples=("12 persons",)),
    Unit("fold", "x", r"-?\s?folds?\b", metric="performance", examples=("10-fold", "3 fold",
         "5-folds"), counter_examples=("10 folders",)),
    Unit("times", "x", r"(?:×(?!\s?\d)|[xX](?![A-Za-z\d])(?!\s\d)|times\b)", metric="performance",
         examples=("2.4x", "3 ×", "7 times", "2.4× "), counter_examples=("3×3", "8x7B", "2 xylophones")),
    Unit("gpu-hours", "GPU-hours", r"(?:[A-Z]{0,9}\d{0,5}[A-Za-z]{0,9}\s?)?GPU[\s-]?(?:hours?|hrs?|h)\b",
         metric="search cost", examples=("22.7 GPU hours", "20 GPU-hours", "100 H200 GPU hours")),
    Unit("gpu-days", "GPU-days", r"(?:[A-Z]*\d*\s?)?GPU[\s-]?days?\b", metric="search cost",
         examples=("0.1 GPU days", "4 GPU-days")),
    Unit("tpu-hours", "TPU-hours", r"TPU(?:v\d)?[\s-]?(?:core[\s-])?(?:hours?|hrs?|h)\b",
         metric="training cost", examples=("512 TPU hours",)),
    Unit("device-hours",
         "GPU-hours", r"(?:A100|H100|V100|H800|H200|A800|B200)[\s-](?:GPU[\s-])?(?:hours?|hrs?|h)\b",
         metric="training cost", examples=("300 A100 hours",)),
    Unit("fps", "FPS", r"(?:FPS|fps|frames\sper\ssecond|frames?/s(?:ec)?)\b", metric="inference speed",
         examples=("75.2 FPS", "30 frames per second", "24fps")),
    Unit("tokens-s", "tokens/s", rf"(?:(?:output\s)?(?:tokens?|tok){_PER_S}|TPS\b)", metric="throughput",
         examples=("2.5 tokens per second", "1338 tokens/s", "1,338 TPS", "90 tok/s")),
    Unit("images-s", "images/s", rf"(?:images?|imgs?){_PER_S}", metric="throughput", examples=("138 imgs/s",
         "500 images per second")),
    Unit("samples-s", "samples/s", rf"samples?{_PER_S}", metric="throughput", examples=("20 samples per second",)),
    Unit("qps", "QPS", rf"(?:QPS\b|quer(?:y|ies){_PER_S}|req(?:uest)?s?{_PER_S})", metric="throughput",
         examples=("787 QPS", "12 queries per second")),
    Unit("gflops-w", "TFLOPS/W", r"T(?:FLOPS|FLOPs|OPS)/W(?:att)?\b", metric="energy efficiency",
         examples=("1.55 TFLOPs/Watt", "12 TOPS/W")),
    Unit("tokens-j", "tokens/J", r"tokens?(?:/J\b|\sper\sjoule\b)", metric="energy efficiency",
         examples=("0.9 tokens per joule",)),
    Unit("tflops-s", "TFLOPS", r"(?:TFLOP/s\b|TFLOPS\b|TFLOPs/s\b|teraflops\b)", metric="throughput",
         examples=("1007 TFLOP/s", "312 TFLOPS")),
    Unit("gflops-s", "GFLOPS", r"(?:GFLOP/s\b|GFLOPs/s\b|gigaflops\b)", metric="throughput",
         examples=("182 GFLOP/s",)),
    Unit("pflops", "FLOPs", rf"P\s?{_FLOP}(?![A-Za-z/])", _d("1e15"), "FLOPs", ("2 PFLOPs",)),
    Unit("tflops", "FLOPs", rf"T\s?{_FLOP}(?![A-Za-z/])", _d("1e12"), "FLOPs", ("1.2 TFLOPs",)),
    Unit("gflops", "FLOPs", rf"G\s?{_FLOP}(?![A-Za-z/])", _d("1e9"), "FLOPs", ("4.6 GFLOPs", "1.3GMACs")),
    Unit("mflops", "FLOPs", rf"M\s?{_FLOP}(?![A-Za-z/])", _d("1e6"), "FLOPs", ("219 MFLOPs",
         "300 MMACs"), ("5 MAC address",)),
    Unit("flops", "FLOPs", rf"{_FLOP}(?![A-Za-z/])", metric="FLOPs", examples=("100 FLOPs",)),
    Unit("params", "params",
        rf"(?:(?:{_OF_PARAMETERS})\s)?(?:param(?:eter)?s?|weights)\b(?:-)?", metric="parameter count",
         examples=("5.2 parameters", "10 params", "0.5-parameter", "3 trainable parameters")),
    Unit("bits", "bits", r"bits?\b(?!/)", metric="bit-width", examples=("4-bit", "2 bits", "8bit"),
         counter_examples=("2 bitmaps",)),
    Unit("pb", "PB", r"PB\b", examples=("1 PB",), metric="memory"),
    Unit("tb", "TB", r"(?:TB|TiB|terabytes?)\b", metric="memory", examples=("1.5 TB",)),
    Unit("gb", "GB", r"(?:GB|GiB|gigabytes?)\b(?!/)", metric="memory", examples=("16GB", "7.90 GB")),
    Unit("mb", "MB", r"(?:MB|MiB|megabytes?)\b(?!/)", metric="memory", examples=("0.48 MB",)),
    Unit("kb", "KB", r"(?:KB|kB|KiB|kilobytes?)\b(?!/)", metric="memory", examples=("1.3 KB",)),
    Unit("bytes", "B", r"bytes?\b", metric="memory", examples=("16 bytes",)),
    Unit("gb-s", "GB/s", r"(?:GB/s|Gbps)\b", metric="bandwidth", examples=("900 GB/s",)),
    Unit("kbps", "kbps", r"(?:kbps|kbit/s)\b", metric="bitrate", examples=("0.096 kbps",)),
    Unit("db", "dB", r"dB\b", metric="PSNR", examples=("0.5 dB", "-35.2dB"), counter_examples=("3 dBc",)),
    Unit("dbc", "dBc", r"dBc\b", examples=("-59.4 dBc",)),
    Unit("ms", "ms", r"(?:ms\b|milliseconds?\b|msec\b)", metric="latency", examples=("82 ms", "6ms",
         "235 milliseconds")),
    Unit("us", "µs", r"(?:µ\s{0,3}s\b|us\b|microseconds?\b)", metric="latency", examples=("100 µs",
         "10 microseconds"), counter_examples=("3 users",)),
    Unit("ns", "ns", r"(?:ns|nanoseconds?)\b", metric="latency", examples=("500 ns",)),
    Unit("minutes", "minutes", r"(?:min|mins|minutes?)\b", metric="time", examples=("15 minutes", "5 min")),
    Unit("hours", "h", r"(?:h|hr|hrs|hours?)\b", metric="time", examples=("8 hours", "12-hour", "3h")),
    Unit("days", "days", r"days?\b", metric="time", examples=("39 days", "10-day")),
    Unit("weeks", "weeks", r"weeks?\b", metric="time", examples=("two weeks",)),
    Unit("months", "months", r"months?\b", metric="time", examples=("30 months",)),
    Unit("years", "years", r"years?\b", examples=("ten years",)),
    Unit("m-s", "m/s", r"m/s\b", metric="speed", examples=("7 m/s",)),
    Unit("seconds", "s", r"(?:s\b|sec\b|secs\b|seconds?\b)", metric="time", examples=("60 seconds", "4.31 s",
         "~2s"), counter_examples=("3 sections",)),
    Unit("uw", "W", r"(?:µ\s{0,3}W|uW|microwatts?)\b", _d("1e-6"), "power consumption", ("3 uW",)),
    Unit("mw", "W", r"(?:mW|milliwatts?)\b", _d("1e-3"), "power consumption", ("6.2mW",)),
    Unit("kw", "W", r"(?:kW|kilowatts?)\b", _d("1e3"), "power consumption", ("2 kW",)),
    Unit("kwh", "kWh", r"kWh\b", metric="energy consumption", examples=("12 kWh",)),
    Unit("w", "W", r"(?:W|watts?|Watts?)\b", metric="power consumption", examples=("4.8W", "15 watts")),
    Unit("nj", "J", r"(?:nJ|nanojoules?)\b", _d("1e-9"), "energy consumption", ("3 nJ",)),
    Unit("pj", "J", r"(?:pJ|picojoules?)\b", _d("1e-12"), "energy consumption", ("3 pJ",)),
    Unit("uj", "J", r"(?:µ\s{0,3}J|uJ|microjoules?)\b", _d("1e-6"), "energy consumption", ("1.8 microjoules",)),
    Unit("mj", "J", r"(?:mJ|millijoules?)\b", _d("1e-3"), "energy consumption", ("39mJ",)),
    Unit("j", "J", r"(?:J|joules?|Joules?)\b", metric="energy consumption", examples=("0.0145 J",)),
    Unit("ghz", "GHz", r"GHz\b", metric="frequency", examples=("1.84 GHz",)),
    Unit("mhz", "MHz", r"MHz\b", metric="frequency", examples=("200 MHz",)),
    Unit("khz", "kHz", r"kHz\b", metric="frequency", examples=("44.1kHz",)),
    Unit("hz", "Hz", r"Hz\b", metric="frequency", examples=("20 Hz",)),
    Unit("nm", "nm", r"nm\b", examples=("7 nm", "1500nm")),
    Unit("mm2", "mm^2", r"mm\s?\^?\s?(?:2|²)(?!\d)", metric="area", examples=("0.017 mm^2", "26mm2")),
    Unit("mm", "mm", r"(?:mm|millimeters?)\b", examples=("19 mm",)),
    Unit("cm", "cm", r"(?:cm|centimeters?)\b", examples=("1.01 cm",)),
    Unit("km", "km", r"(?:km|kilometers?)\b", examples=("3 km",)),
    Unit("m", "m", r"(?:m|meters?|metres?)\b(?![-/])", examples=("1.57 m",)),
    Unit("mv", "mV", r"mV\b", examples=("173 mV",)),
    Unit("usd", "USD", r"(?:USD|dollars?|US\sdollars)\b", metric="cost", examples=("80 dollars", "5 USD")),
    Unit("tokens", "tokens",
        rf"(?:(?:{_OF_TOKENS})[\s-])?tokens?\b(?![\s-]level|/)", metric="number of tokens",
         examples=("512K tokens", "64-token", "1.5 training tokens"), counter_examples=("2 tokenizers",)),
    Unit("context", "tokens",
        r"(?:(?:token[\s-])?context(?!-)(?:\s(?:length|window|size)s?)?|sequence\slengths?)\b",
        metric="context length", examples=("128K context", "32K sequence length")),
    Unit("words", "words", r"words\b", metric="length", examples=("1000 words",)),
    Unit("lines", "lines", r"lines\b", metric="lines of code", examples=("60 lines",)),
    Unit("epochs", "epochs", r"epochs?\b", metric="training epochs", examples=("200 epochs",)),
    Unit("nats", "nats", r"nats?\b", examples=("0.28 nats",)),
    Unit("pixels", "pixels", r"(?:pixels?|px)\b", metric="resolution", examples=("640 pixels",)),
    Unit("degrees", "degrees", r"(?:°|degrees?\b)", examples=("1.5°",)),
)  # fmt: skip

BY_ID: dict[str, Unit] = {u.id: u for u in UNITS}
_GROUPS: dict[str, Unit] = {"u_" + u.id.replace("-", "_"): u for u in UNITS}
# Up to fourteen spaces: blanked markup such as `$\\,\\mathrm{` leaves its width behind.
_ALL = re.compile(
    r"(?:\s{1,14}|\s{0,4}-\s{0,2})?(?:" + "|".join(f"(?P<{g}>{u.pattern})" for g, u in _GROUPS.items()) + ")"
)


@dataclass(frozen=True, slots=True)
class UnitMatch:
    """A unit as written: which one, where its words end, and whether a hyphen ties it to the number (`10-fold`)."""

    unit: Unit
    end: int
    hyphen: bool


def unit_at(reading: str, begin: int) -> UnitMatch | None:
    """The unit written at `begin`, right behind a number, else None.

    >>> unit_at("2.4x faster", 3).unit.label
    'x'
    """
    match = _ALL.match(reading, begin)
    if match is None:
        return None
    return UnitMatch(
        _GROUPS[match.lastgroup or ""], match.end(), "-" in reading[begin : match.start(match.lastgroup or 0)]
    )
