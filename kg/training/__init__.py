"""The recipe of the packaged tagger: data, teacher, student, export and evaluation.

`python -m kg.training --help` lists the steps.  Only this package needs torch, and only when a step that
trains is run; the product itself never imports it.
"""
