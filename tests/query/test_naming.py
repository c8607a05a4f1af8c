from __future__ import annotations

import pytest

from kg.errors import QueryError
from kg.query import Graph, Parameter, Reading

ID = "https://w3id.org/paperkg/id/"


def read(graph: Graph, type_: str, value: str) -> Reading:
    return graph.resolve(Parameter("x", type_, "required", "a thing"), value)


@pytest.mark.parametrize(
    ("type_", "value", "local"),
    [
        ("dataset", "ImageNet", "dataset-imagenet"),
        ("dataset", "image-net", "dataset-imagenet"),
        ("dataset", "IMAGE NET", "dataset-imagenet"),
        ("dataset", "ilsvrc", "dataset-imagenet"),
        ("dataset", "id:dataset-imagenet", "dataset-imagenet"),
        ("dataset", "dataset-imagenet", "dataset-imagenet"),
        ("dataset", ID + "dataset-imagenet", "dataset-imagenet"),
        ("dataset", f"<{ID}dataset-imagenet>", "dataset-imagenet"),
        ("entity", "lora", "method-lora"),
        ("dataset", "lora", "dataset-lora"),
        ("artefact", "resnet 50", "model-resnet-50"),
        ("hardware", "A100", "hardware-a100"),
        ("paper", "s1-copy", "paper-sparrow"),
        ("paper", "arXiv:2406.00001v2", "paper-sparrow"),
        ("paper", "sparrow: nimble PRUNING", "paper-sparrow"),
        ("paper", "Sparrow", "paper-sparrow"),
        ("paper", "id:paper-wren", "paper-wren"),
    ],
)
def test_names_are_read(birds: Graph, type_: str, value: str, local: str) -> None:
    assert read(birds, type_, value).term == f"<{ID}{local}>"


def test_a_second_reading_is_told(birds: Graph) -> None:
    reading = read(birds, "entity", "LoRA")
    assert (reading.label, reading.others) == ("LoRA", ("id:dataset-lora",))


@pytest.mark.parametrize(
    ("type_", "value", "message"),
    [
        ("dataset", "ImagNet", "no dataset called 'ImagNet'. Did you mean ImageNet"),
        ("dataset", "NVIDIA A100", "no dataset called"),
        ("dataset", "id:method-lora", "id:method-lora is a method, and x takes a dataset"),
        ("artefact", "qqqq", "no method or model or software called 'qqqq'.$"),
        ("paper", "Sparow: nimble pruning", "Did you mean Sparrow: nimble pruning"),
        ("integer", "1.5", "whole number"),
        ("integer", "many", "must be a number"),
        ("decimal", "NaN", "must be a number"),
        ("decimal", "1e999999999", "must be a number"),
    ],
)
def test_what_is_not_there_is_refused(birds: Graph, type_: str, value: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        read(birds, type_, value)


@pytest.mark.parametrize(
    ("type_", "value", "term"),
    [
        ("integer", " 7 ", '"7"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("decimal", "2.50", '"2.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("text", 'a "b"', '"a \\"b\\""'),
    ],
)
def test_values_become_literals(birds: Graph, type_: str, value: str, term: str) -> None:
    assert read(birds, type_, value).term == term
