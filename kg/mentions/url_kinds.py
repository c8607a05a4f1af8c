"""What a link leads to, told by its host, its path and the words around it."""

from __future__ import annotations

import re

from kg.model import LinkKind

CODE_HOSTS = frozenset({
    "github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "gitee.com", "sourceforge.net", "git.io",
    "anonymous.4open.science", "cran.r-project.org", "code.google.com", "gitcode.com",
    "colab.research.google.com", "hub.docker.com", "npmjs.com", "crates.io", "codeocean.com",
})  # fmt: skip
MODEL_HOSTS = frozenset(
    {"huggingface.co", "hf.co", "modelscope.cn", "ollama.com", "civitai.com", "tfhub.dev"}
)
DATA_HOSTS = frozenset({
    "zenodo.org", "figshare.com", "kaggle.com", "osf.io", "physionet.org", "data.mendeley.com", "openslr.org",
    "ieee-dataport.org", "dataverse.harvard.edu", "drive.google.com", "pan.baidu.com", "dropbox.com",
    "datadryad.org",
})  # fmt: skip
DEMO_HOSTS = frozenset({
    "youtube.com", "youtu.be", "vimeo.com", "bilibili.com", "replicate.com", "gradio.app", "gradio.live",
    "hf.space", "streamlit.app", "streamlit.io",
})  # fmt: skip
PROJECT_HOSTS = frozenset({
    "github.io", "gitlab.io", "sites.google.com", "netlify.app", "vercel.app", "pages.dev", "readthedocs.io",
    "notion.site", "web.app", "herokuapp.com", "onrender.com", "surge.sh",
})  # fmt: skip
LITERATURE_HOSTS = frozenset({
    "arxiv.org", "doi.org", "openreview.net", "aclanthology.org", "semanticscholar.org", "wikipedia.org",
    "acm.org", "ieee.org", "springer.com", "nature.com", "sciencedirect.com", "creativecommons.org",
    "wikidata.org",
})  # fmt: skip
# DOI prefixes under which repositories of data and code register what they hold
_DEPOSIT = re.compile(
    r"/10\.(?:5281/zenodo|57967/hf|17605/osf|6084/m9\.figshare|7910/dvn|17632|34740|5061)", re.IGNORECASE
)

_CUES: tuple[tuple[LinkKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(rf"\b(?:{words})\b", re.IGNORECASE))
    for kind, words in (
        (LinkKind.CODE, r"codes?|codebase|source|scripts?|implementations?|software|library|toolkit|package"),
        (
            LinkKind.DEMO,
            r"demos?|demonstrations?|(?:audio|video|speech|generated) samples|videos?|playground",
        ),
        (LinkKind.DATA, r"data|datasets?|corpus|corpora|annotations?|benchmarks?"),
        (LinkKind.MODEL, r"models?|weights|checkpoints?|LLMs?"),
        (LinkKind.PROJECT, r"project|web-?page|page|web-?site|site|homepage|leaderboard|resources?"),
    )
)
_SECTION = {
    "demo": LinkKind.DEMO, "demos": LinkKind.DEMO, "models": LinkKind.MODEL, "model": LinkKind.MODEL,
    "dataset": LinkKind.DATA, "datasets": LinkKind.DATA, "data": LinkKind.DATA, "code": LinkKind.CODE,
}  # fmt: skip
_READING_LIST = re.compile(r"awesome|survey|paper-?s?-?list|reading-?list", re.IGNORECASE)
_WORDS = re.compile(r"[^A-Za-z0-9]+")


def host_in(host: str, table: frozenset[str]) -> bool:
    """Whether a lower-case host, or a domain that it lies in, stands in a table.

    >>> host_in("demo.github.io", PROJECT_HOSTS), host_in("github.iox", PROJECT_HOSTS)
    (True, False)
    """
    while host not in table:
        _, dot, host = host.partition(".")
        if not dot:
            return False
    return True


def kind_of(host: str, path: str, before: str, after: str = "") -> LinkKind:
    """What a link leads to; `host` in lower case, `before` and `after` the words of its sentence around it.

    >>> kind_of("huggingface.co", "/datasets/a/b", "").value
    'data'
    """
    found = [kind for kind, pattern in _CUES if pattern.search(before)]
    if host_in(host, DEMO_HOSTS):
        return LinkKind.DEMO
    if host_in(host, CODE_HOSTS):
        return _on_code_host(path, found, before)
    found = found or [kind for kind, pattern in _CUES if pattern.search(after)]
    if host_in(host, MODEL_HOSTS):
        return _on_model_host(path, found)
    if host_in(host, PROJECT_HOSTS):
        return LinkKind.DEMO if LinkKind.DEMO in found and len(found) == 1 else LinkKind.PROJECT
    if host_in(host, DATA_HOSTS) or _DEPOSIT.match(path):
        return found[0] if len(found) == 1 and found[0] is not LinkKind.PROJECT else LinkKind.DATA
    if host_in(host, LITERATURE_HOSTS):
        return LinkKind.OTHER
    return _elsewhere(host, path, found)


def _on_code_host(path: str, found: list[LinkKind], before: str) -> LinkKind:
    if _READING_LIST.search(path):
        return LinkKind.PROJECT
    if LinkKind.CODE in found or not found:
        return LinkKind.CODE
    if LinkKind.DEMO in found:
        return LinkKind.DEMO
    # A repository said to hold data or models is taken at its word; that of a benchmark is mostly its code.
    named = [k for k in found if k in {LinkKind.DATA, LinkKind.MODEL}]
    if len(named) == 1 and not re.search(r"\bbenchmarks?\b", before, re.IGNORECASE):
        return named[0]
    return LinkKind.CODE


def _on_model_host(path: str, found: list[LinkKind]) -> LinkKind:
    section = path.strip("/").partition("/")[0].lower()
    if section == "datasets":
        return LinkKind.DATA
    if section == "spaces":
        return LinkKind.DEMO
    if section in {"papers", "blog", "docs", "posts"}:
        return LinkKind.OTHER
    return LinkKind.DATA if LinkKind.DATA in found and LinkKind.MODEL not in found else LinkKind.MODEL


def _elsewhere(host: str, path: str, found: list[LinkKind]) -> LinkKind:
    for word in _WORDS.split(f"{host.partition('.')[0]} {path}".lower()):
        if word in _SECTION:
            return _SECTION[word]
    if not found:
        return LinkKind.OTHER
    return found[0] if len(found) == 1 else LinkKind.PROJECT
