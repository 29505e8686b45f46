"""Raw wording -> vocabulary, as the card's lookups say; a word without a line of its own is a finding."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from forestall.observe.card import DatasetCard
from forestall.observe.findings import FindingKind, Findings


def add_terms(batch: Any, card: DatasetCard, file: str, done: int, findings: Findings) -> Any:
    """The batch with every `term` column in words of its vocabulary.

    An unknown word becomes empty and a finding, never another word.

    Args:
        batch: a `pyarrow.RecordBatch`.
        card: holds the lookups.
        file: name of the file, for findings.
        done: how many rows of the file came before this batch.
        findings: where unknown words are noted.
    """
    for name, column in card.columns.items():
        if column.type != "term" or column.vocabulary is None:
            continue
        position = batch.schema.get_field_index(name)
        words = batch.column(position).dictionary_encode()
        lookups = card.lookups[column.vocabulary]
        terms = [lookups.get(_plain(word)) for word in words.dictionary.to_pylist()]
        for number, term in enumerate(terms):
            if term is None and words.dictionary[number].as_py() not in column.without_term:
                _note(words, number, name, file, done, findings)
        answer = pa.DictionaryArray.from_arrays(words.indices, pa.array(terms, pa.string())).cast(pa.string())
        batch = batch.set_column(position, name, answer)
    return batch


def _note(words: Any, number: int, name: str, file: str, done: int, findings: Findings) -> None:
    rows = pc.indices_nonzero(pc.equal(words.indices, number))
    word = words.dictionary[number].as_py()
    first = done + rows[0].as_py() + 1
    findings.add(FindingKind.UNKNOWN_TERM, name, word, file=file, row=first, rows=len(rows))


def _plain(word: str) -> str:
    # A table that went through other software comes with 1.0 for 1.
    return word.strip().removesuffix(".0")
