"""What is committed of a run holds its outputs and nothing that differs between runs."""

from __future__ import annotations

import json

from tarifftrail import refresh

EXECUTED = {
    "cells": [
        {
            "cell_type": "code",
            "id": "4f1c",
            "metadata": {"tags": ["parameters"], "papermill": {"duration": 0.5, "start_time": "2026-01-01T00:00:00"}, "execution": {}},
            "execution_count": 1,
            "source": ["x: int = 1  # a number"],
            "outputs": [{"output_type": "stream", "name": "stdout", "text": ["1 – naïve\n"]}],
        },
        {"cell_type": "markdown", "id": "9a", "metadata": {"tags": []}, "source": ["# Why?"]},
    ],
    "metadata": {
        "kernelspec": {"name": "python3", "display_name": "my env", "language": "python"},
        "language_info": {"name": "python", "version": "3.11.7"},
        "papermill": {"output_path": "/somewhere/out.ipynb"},
    },
    "nbformat": 4,
    "nbformat_minor": 5,
}


def test_a_normalised_notebook_keeps_outputs_and_counts_and_nothing_of_the_run(tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps(EXECUTED), encoding="utf-8")
    text = refresh.normalised(path).decode("utf-8")
    assert not any(word in text for word in ("papermill", "duration", "somewhere", "3.11", "my env", "4f1c"))
    node = json.loads(text)
    assert [cell["metadata"] for cell in node["cells"]] == [{"tags": ["parameters"]}, {}]
    assert node["cells"][0]["execution_count"] == 1 and "1 – naïve" in text
    path.write_bytes(refresh.normalised(path))
    assert refresh.normalised(path).decode("utf-8") == text, "normalising twice changes nothing"
