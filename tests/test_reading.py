"""The door `read_articles`: every file and record ends once, ids are unique, runs repeat to the byte."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

from tarifftrail import schema
from tarifftrail.reading import read_articles

BODY = "The ministry said on Tuesday that it would charge a duty of {} percent on {} from the United States, and that the measure is in force."


def record(**overrides) -> dict:
    return {"article_id": "a", "title": "A duty", "published": "2025-02-04", "source": "Northern Wire", "text": BODY.format(15, "coal")} | overrides


@pytest.fixture
def lines(tmp_path):
    """Writes records as JSON lines; returns the path."""

    def write(*records: dict, name: str = "a.jsonl"):
        path = tmp_path / name
        path.write_text("\n".join(json.dumps(each) for each in records), encoding="utf-8")
        return path

    return write


def test_every_file_and_record_ends_as_exactly_one_outcome(tmp_path, lines):
    lines(record(), record(article_id="b", source="Southern Post"), record(article_id="c", title="", text=" \n "), {"foo": 1})
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "blank.csv").write_text("\n \n")
    (tmp_path / "scan.txt").write_bytes(b"%PDF-1.7\x00\x01")
    (tmp_path / "notes.docx").write_bytes(b"PK")
    (tmp_path / ".hidden.txt").write_text("x")
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "french.txt").write_text("Titre: x\n\nLe ministère a dit que les droits sur le charbon des États-Unis sont portés à 15 % dans le cadre de la loi, et que la mesure est en vigueur pour une durée de deux ans.")
    articles, log = read_articles(tmp_path)
    assert [(row.file, row.outcome) for row in log.itertuples()] == [
        (".hidden.txt", "skipped"),
        ("a.jsonl", "loaded"),
        ("a.jsonl", "duplicate"),
        ("a.jsonl", "skipped"),
        ("a.jsonl", "skipped"),
        ("blank.csv", "skipped"),
        ("broken.json", "failed"),
        ("empty.txt", "skipped"),
        ("french.txt", "skipped"),
        ("notes.docx", "skipped"),
        ("scan.txt", "skipped"),
    ]
    assert log.loc[log["outcome"] != "loaded", "reason"].ne("").all()
    assert "not English: fr" in set(log["reason"])
    assert list(articles["article_id"]) == ["a", "b"] and list(articles["duplicate_of"]) == ["", "a"]


def test_the_frames_are_those_of_the_schema_also_when_nothing_was_read(tmp_path, lines):
    lines(record())
    for articles, log in (read_articles(tmp_path), read_articles([])):
        schema.check(articles, "articles")
        schema.check(log, "log")


def test_articles_without_an_id_get_one_from_their_content(lines):
    first, _ = read_articles(lines(record(article_id=""), record(article_id=None, title="Another")))
    again, _ = read_articles(lines(record(title="Another", article_id=""), record(article_id=""), name="b.jsonl"))
    assert set(first["article_id"]) == set(again["article_id"]) and first["article_id"].str.fullmatch("[0-9a-f]{16}").all()


def test_an_id_that_stands_twice_is_told_apart_the_same_way_in_any_order(lines):
    one, two = record(), record(published="2025-03-04", text=BODY.format(20, "corn"))
    first, log = read_articles(lines(one, two))
    again, _ = read_articles(lines(two, one, name="a.jsonl"))
    assert first.equals(again) and list(first["article_id"]) == ["a", "a-2"]
    assert "id a stood twice" in set(log["repaired"])


def test_a_day_that_might_be_a_month_needs_a_declared_order(lines):
    path = lines(record(published="02/04/2025"))
    articles, log = read_articles(path)
    assert articles["published"][0] == "" and "ambiguous" in log["date_source"][0] and log["outcome"][0] == "loaded"
    assert read_articles(path, date_order="MDY")[0]["published"][0] == "2025-02-04"
    with pytest.raises(ValueError, match="DMY, MDY"):
        read_articles(path, date_order="american")


def test_a_file_name_may_tell_the_date_as_a_last_resort(tmp_path):
    (tmp_path / "2025-02-04-duty.txt").write_text("A duty rises\n\n" + BODY.format(15, "coal"))
    articles, log = read_articles(tmp_path)
    assert (articles["published"][0], log["date_source"][0]) == ("2025-02-04", "file name")


@pytest.mark.parametrize(
    ("stated", "source", "kind"),
    [
        ("", "Reuters", "wire"),
        ("", "www.cnbc.com", "newspaper"),
        ("", "The White House", "official"),
        ("", "Trading Economics", "market wrap"),
        ("", "Peterson Institute for International Economics", "analysis"),
        ("", "Someone's pages", "other"),
        ("", "", "other"),
        ("Market-Wrap", "Reuters", "market wrap"),
        ("blog", "Reuters", "wire"),
    ],
)
def test_the_kind_of_publisher_is_stated_or_told_by_its_name(lines, stated, source, kind):
    articles, _ = read_articles(lines(record(source=source, source_type=stated)))
    assert articles["source_type"][0] == kind


def test_only_web_addresses_are_kept_as_addresses(lines):
    articles, _ = read_articles(lines(record(url="javascript:alert(1)"), record(article_id="b", url="https://north.example/b", text=BODY.format(9, "tin"))))
    assert list(articles["url"]) == ["", "https://north.example/b"]


def test_a_headline_alone_is_an_article_and_a_headline_repeated_in_the_body_is_dropped(lines):
    articles, _ = read_articles(lines(record(text=""), record(article_id="b", title="Duty B", text="Duty B\n\n" + BODY.format(9, "tin"))))
    assert list(articles["text"]) == ["", BODY.format(9, "tin")]


def test_a_folder_a_file_a_glob_and_a_list_give_the_same_articles(tmp_path, lines):
    path = lines(record(), record(article_id="b", text=BODY.format(9, "tin")))
    readings = [read_articles(place)[0] for place in (tmp_path, str(path), tmp_path / "*.jsonl", [path, str(path)])]
    assert all(articles.equals(readings[0]) and len(articles) == 2 for articles in readings)


def test_files_are_named_relative_to_the_folder_read(tmp_path, lines):
    (tmp_path / "deep").mkdir()
    shutil.move(lines(record()), tmp_path / "deep" / "a.jsonl")
    assert list(read_articles(tmp_path)[1]["file"]) == ["deep/a.jsonl"]
    assert list(read_articles(tmp_path / "deep" / "a.jsonl")[1]["file"]) == ["a.jsonl"]


@pytest.mark.parametrize("place", ["no/such/folder", "no/such/*.txt"])
def test_a_place_that_does_not_exist_is_an_error_and_not_an_empty_corpus(tmp_path, place):
    with pytest.raises(FileNotFoundError, match="such"):
        read_articles(tmp_path / place)


def test_a_run_repeats_to_the_byte_in_another_locale_time_zone_and_hash_seed(tmp_path, lines):
    lines(*(record(article_id="", title=f"Duty {number}", published=f"Feb. {number + 1}, 2025 11:30 p.m. ET", text=BODY.format(number, "coal")) for number in range(9)))
    (tmp_path / "b.txt").write_bytes("Title: Señor’s duty\nDate: 2025-02-04\n\nThe duty is in force.".encode("cp1252"))
    program = f"from tarifftrail.reading import read_articles\nfor frame in read_articles({str(tmp_path)!r}): print(ascii(frame.to_csv(index=False)))"
    settings = [{"TZ": "UTC", "PYTHONHASHSEED": "0"}, {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7", "LC_ALL": "de_DE.UTF-8"}]
    outputs = [subprocess.run([sys.executable, "-c", program], env={"PATH": "", **env}, capture_output=True, check=True).stdout for env in settings]
    assert outputs[0] == outputs[1] and b"2025-02-04" in outputs[0]


def test_slow_imports_wait_until_they_are_needed(tmp_path, lines):
    path = lines(record())
    program = f"import sys\nfrom tarifftrail.reading import read_articles\nread_articles({str(path)!r})\nprint({{'trafilatura', 'ftfy', 'lxml'}} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip() == "set()"
