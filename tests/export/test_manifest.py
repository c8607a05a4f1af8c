from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from kg.errors import GraphError
from kg.export import describe, manifest_bytes, read_manifest, write_manifest


def test_a_manifest_comes_back(tmp_path: Path) -> None:
    content = {"tool": {"version": "0.1.0"}, "counts": {"papers": 3}, "model": None}
    path = write_manifest(tmp_path, content)
    assert path.name == "manifest.json"
    assert read_manifest(tmp_path) == content


def test_the_order_of_keys_does_not_matter() -> None:
    assert manifest_bytes({"b": 1, "a": {"d": 2, "c": 3}}) == manifest_bytes({"a": {"c": 3, "d": 2}, "b": 1})
    assert manifest_bytes({"n": "é"}).decode("utf-8").endswith("}\n")


def test_a_number_that_json_cannot_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        manifest_bytes({"x": float("nan")})


def test_a_folder_without_manifest_is_told_apart_from_a_broken_one(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="not a built directory"):
        read_manifest(tmp_path)
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(GraphError, match="cannot be read"):
        read_manifest(tmp_path)
    (tmp_path / "manifest.json").write_text("[]")
    with pytest.raises(GraphError, match="not a manifest of ours"):
        read_manifest(tmp_path)


def test_a_file_is_described_by_size_and_hash(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"abc" * 1_000_000)
    digest = hashlib.sha256(b"abc" * 1_000_000).hexdigest()
    assert describe(path) == {"bytes": 3_000_000, "sha256": digest}
