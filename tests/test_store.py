"""Tables come back as they were written, in the same bytes, or with one error that names file and cure."""

from __future__ import annotations

import os

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tarifftrail import schema, store


def claims(*rows: dict) -> pd.DataFrame:
    return schema.conform(list(rows), "claims")


SAMPLE = claims(
    {"claim_id": "a", "imposer": "NA", "target": "US", "rate_pct": 25.0, "quote": 'He said "25%",\nthen left.', "start": 0, "end": 26},
    {"claim_id": "b", "imposer": "US", "target": "CN", "rate_pct": 7.5, "rate_max_pct": 0.1 + 0.2, "effective_on": "2025-04"},
    {"claim_id": "00123", "imposer": "EU", "target": "WORLD", "rate_pct": None, "quote": "naïve – 25 %"},
)


def levels() -> pd.DataFrame:
    return schema.conform(
        [{"level_id": "x", "imposer": "US", "target": "CN", "valid_from": "2025-04-09", "valid_until": None, "rate_pct": 104.0}], "levels"
    )


@pytest.mark.parametrize("formats", [("csv",), ("parquet",)])
def test_a_table_reads_back_as_it_was_written(tmp_path, formats):
    store.write_table(SAMPLE, tmp_path, "claims", formats=formats)
    pd.testing.assert_frame_equal(store.read_table(tmp_path, "claims"), SAMPLE.round(6))


@pytest.mark.parametrize("formats", [("csv",), ("parquet",)])
def test_days_and_flags_read_back_with_their_dtypes(tmp_path, formats):
    record = schema.conform(
        [{"imposer": "US", "target": "CN", "valid_from": "2025-02-04", "from_memory": True}, {"imposer": "CN", "from_memory": None}],
        "official_record",
    )
    store.write_table(record, tmp_path, "official_record", formats=formats)
    pd.testing.assert_frame_equal(store.read_table(tmp_path, "official_record"), record)


def test_the_csv_is_plain_utf8_with_numbers_as_a_person_writes_them(tmp_path):
    store.write_table(SAMPLE, tmp_path, "claims")
    content = (tmp_path / "claims.csv").read_bytes()
    assert content.startswith(b"claim_id,article_id,published,imposer")
    assert b"\r" not in content
    assert b",25," in content and b",7.5,0.3," in content and b"25.0" not in content
    store.write_table(levels(), tmp_path, "levels")
    assert b",2025-04-09,," in (tmp_path / "levels.csv").read_bytes()


def test_writing_twice_gives_the_same_bytes(tmp_path):
    for folder in ("one", "two"):
        store.write_table(SAMPLE, tmp_path / folder, "claims")
        store.write_manifest(tmp_path / folder, {"a.txt": "0" * 64}, {"corpus": "sample"}, ["claims"])
    for name in ("claims.csv", "claims.parquet", "run.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_minus_zero_is_written_as_zero(tmp_path):
    store.write_table(claims({"claim_id": "a", "rate_pct": -0.0}), tmp_path, "claims")
    assert b"-0" not in (tmp_path / "claims.csv").read_bytes()


def test_writing_leaves_the_frame_alone(tmp_path):
    before = SAMPLE.copy(deep=True)
    store.write_table(SAMPLE, tmp_path, "claims")
    pd.testing.assert_frame_equal(SAMPLE, before)


@settings(max_examples=15, deadline=None)
@given(texts=st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40), min_size=5))
def test_any_text_survives_the_csv(tmp_path_factory, texts):
    folder = tmp_path_factory.mktemp("csv")
    store.write_table(claims(*({"quote": text} for text in [*texts, "\r", '"', "a\r\nb"])), folder, "claims", formats=("csv",))
    assert store.read_table(folder, "claims")["quote"].tolist() == [*texts, "\r", '"', "a\r\nb"]


def test_a_frame_with_a_value_outside_the_schema_is_refused_and_nothing_is_written(tmp_path):
    with pytest.raises(schema.SchemaError, match="claims.stage"):
        store.write_table(claims({"claim_id": "a", "stage": "imagined"}), tmp_path, "claims")
    assert not list(tmp_path.iterdir())


def test_a_failed_write_keeps_the_old_file_and_leaves_nothing_behind(tmp_path, monkeypatch):
    target = store.write_bytes(tmp_path / "kept.csv", b"old")

    def refuse(self, other):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.Path, "replace", refuse)
    with pytest.raises(OSError, match="No space left"):
        store.write_bytes(target, b"new")
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["kept.csv"]


def test_on_windows_a_file_held_open_for_a_moment_is_tried_again(tmp_path, monkeypatch):
    source, target = tmp_path / "new.tmp", tmp_path / "table.csv"
    source.write_bytes(b"new")
    attempts, real = [], type(source).replace

    def held_twice(self, other):
        attempts.append(other)
        if len(attempts) < 3:
            raise PermissionError(13, "being used by another process")
        return real(self, other)

    monkeypatch.setattr(type(source), "replace", held_twice)
    monkeypatch.setattr(store.time, "sleep", lambda seconds: None)
    monkeypatch.setattr(store.os, "name", "nt")
    store._replace(source, target)
    monkeypatch.undo()
    assert target.read_bytes() == b"new" and len(attempts) == 3


# --- Damage -------------------------------------------------------------------------------------------


def written(folder, formats=store.FORMATS):
    store.write_table(SAMPLE, folder, "claims", formats=formats)
    store.write_manifest(folder, {"a.txt": "0" * 64}, {}, ["claims"])
    return folder


def test_a_missing_table_is_named_with_its_cure(tmp_path):
    with pytest.raises(store.CorruptTable, match="no table 'claims'.*run the notebook"):
        store.read_table(tmp_path, "claims")


@pytest.mark.parametrize("format", store.FORMATS)
def test_a_flipped_bit_is_noticed(tmp_path, format):
    path = written(tmp_path, (format,)) / f"claims.{format}"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(store.CorruptTable, match=f"claims.{format}.*damaged or changed"):
        store.read_table(tmp_path, "claims")


@pytest.mark.parametrize(
    "content", [b"", b"PAR1", b"not a table at all", b"imposer,target\nUS,CN\n"], ids=["empty", "magic only", "text", "other columns"]
)
@pytest.mark.parametrize("format", store.FORMATS)
def test_bytes_that_are_no_table_give_the_one_error_also_without_a_manifest(tmp_path, format, content):
    (tmp_path / f"claims.{format}").write_bytes(content)
    with pytest.raises(store.CorruptTable, match=f"claims.{format}: cannot be read"):
        store.read_table(tmp_path, "claims")


def test_a_stale_parquet_beside_a_good_csv_is_passed_over(tmp_path):
    (written(tmp_path) / "claims.parquet").write_bytes(b"left over from another run")
    assert store.read_table(tmp_path, "claims")["imposer"].tolist() == ["NA", "US", "EU"]


def test_without_parquet_the_csv_is_read(tmp_path):
    written(tmp_path)
    (tmp_path / "claims.parquet").unlink()
    assert store.read_table(tmp_path, "claims")["imposer"].tolist() == ["NA", "US", "EU"]


# --- The manifest -------------------------------------------------------------------------------------


def test_the_manifest_says_inputs_parameters_versions_rows_and_checksums(tmp_path):
    written(tmp_path)
    manifest = store.read_manifest(tmp_path)
    assert manifest["inputs"] == {"a.txt": "0" * 64}
    assert set(manifest["versions"]) == {"tarifftrail", "pandas", "pyarrow", "spacy", "matplotlib"}
    assert manifest["tables"]["claims"]["rows"] == 3
    assert set(manifest["tables"]["claims"]["sha256"]) == {"csv", "parquet"}
    assert str(tmp_path) not in (tmp_path / "run.json").read_text(encoding="utf-8")


def test_a_later_step_adds_its_tables_to_the_manifest(tmp_path):
    written(tmp_path)
    store.write_table(levels(), tmp_path, "levels")
    store.write_manifest(tmp_path, None, {"as_of": ""}, ["levels"])
    assert set(store.read_manifest(tmp_path)["tables"]) == {"claims", "levels"}
    assert len(store.read_table(tmp_path, "levels")) == 1


def test_new_inputs_begin_a_new_manifest_and_tables_of_the_older_run_are_refused(tmp_path):
    written(tmp_path)
    store.write_table(levels(), tmp_path, "levels")
    store.write_manifest(tmp_path, {"b.txt": "1" * 64}, {}, ["levels"])
    with pytest.raises(store.CorruptTable, match="not a table of the run"):
        store.read_table(tmp_path, "claims")


def test_a_manifest_that_is_no_manifest_is_named_with_its_cure(tmp_path):
    written(tmp_path)
    (tmp_path / "run.json").write_text("[]", encoding="utf-8")
    with pytest.raises(store.CorruptTable, match=r"run\.json: cannot be read as a manifest.*delete it"):
        store.read_table(tmp_path, "claims")


def test_inputs_are_digested_by_relative_name_without_hidden_files(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.txt").write_bytes(b"b")
    (tmp_path / "a.txt").write_bytes(b"a")
    (tmp_path / ".hidden").write_bytes(b"x")
    assert list(store.digest_inputs(tmp_path)) == ["a.txt", "sub/b.txt"]
    assert list(store.digest_inputs(tmp_path / "a.txt")) == ["a.txt"]
    assert store.digest_inputs(tmp_path / "a.txt")["a.txt"].startswith("ca978112ca1bbdca")


def test_a_run_without_an_output_keeps_its_tables_under_the_name_of_the_corpus(tmp_path):
    assert store.run_folder("sample").parts[-3:] == ("data", "processed", "sample")
    assert store.run_folder(os.fspath(tmp_path / "mine")).parts[-3:] == ("data", "processed", "mine")
    assert store.run_folder("sample", os.fspath(tmp_path)) == tmp_path.resolve()
