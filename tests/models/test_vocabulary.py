"""Vocabularies made here and tokenizers in folders: ids, offsets, determinism, and what loading must never do."""

import hashlib
import json
import os
import socket
import subprocess
import sys
import unicodedata

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from xtreme_eval.errors import DataError, MissingFileError, SpecificationError
from xtreme_eval.models.vocabulary import as_fast, load_tokenizer, save_tokenizer, train_bpe, unigram_from_list

LINES = [
    "the cat sat on the mat in 1998 , and the dog sat on the cat .",
    "a dog and a cat ran in the rain (1998).",
    "東京は日本の首都である。東京に行く。",
    "น้ำ กำ ทำ น้ำ",
    "Việt Nam và Hà Nội ở Việt Nam",
] * 3
TEXTS = [*LINES[:5], "1998).", "ﬁ Ｎｏ １９９８ ´ x", "caf\u0065\u0301 \u00a0 é", "unseen Ж letter"]
LETTERS = [(letter, -12.0) for letter in "abcdefghijklmnopqrstuvwxyz▁"]
PIECES = [("▁walk", -6.0), ("▁talk", -6.0), ("ed", -3.0), ("o", -3.0), *(piece for piece in LETTERS if piece[0] != "o")]


@pytest.fixture(scope="module")
def trained():
    return as_fast(train_bpe(LINES, size=150))


@pytest.fixture(scope="module")
def listed():
    return as_fast(unigram_from_list(PIECES))


@pytest.fixture(params=["trained", "listed"])
def fast(request):
    return request.getfixturevalue(request.param)


def test_special_tokens_have_the_first_ids_and_their_roles(fast):
    assert fast.convert_ids_to_tokens([0, 1, 2, 3, 4]) == ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    assert (fast.cls_token_id, fast.pad_token_id, fast.sep_token_id, fast.unk_token_id, fast.mask_token_id) == (0, 1, 2, 3, 4)
    assert fast.convert_tokens_to_ids("<mask>") in fast.all_special_ids


def test_one_text_and_two_are_framed_as_in_xlm_r(listed):
    walk, talk = listed.convert_tokens_to_ids(["▁walk", "▁talk"])
    assert listed("walk")["input_ids"] == [0, walk, 2]
    assert listed("walk", "talk")["input_ids"] == [0, walk, 2, 2, talk, 2]
    assert set(listed("walk")) == {"input_ids", "attention_mask"}


@pytest.mark.parametrize("text", TEXTS)
def test_a_sentence_and_its_words_are_encoded_alike(fast, text):
    words = text.split()
    whole = fast(text)["input_ids"]
    by_word = fast(words, is_split_into_words=True)
    assert whole == by_word["input_ids"]
    assert {word for word in by_word.word_ids() if word is not None} == set(range(len(words)))


@pytest.mark.parametrize("text", TEXTS)
def test_offsets_of_a_pair_point_into_the_context_as_it_was_given(fast, text):
    context = f"  {text}\n{text}"
    encoding = fast("is it ?", context, return_offsets_mapping=True)
    spans = [span for span, part in zip(encoding["offset_mapping"], encoding.sequence_ids(), strict=True) if part == 1]
    covered = {position for start, end in spans for position in range(start, end)}
    written = {position for position, character in enumerate(context) if not character.isspace()}
    composed = {position for position in written if unicodedata.combining(context[position])}  # é may be two characters
    assert written - composed <= covered <= written


def test_an_answer_of_normalised_characters_is_cut_out_of_the_original(trained):
    context = "東京 １９９８).  น้ำ"
    spans = trained(context, return_offsets_mapping=True, add_special_tokens=False)["offset_mapping"]
    cut = {context[start:end] for start, _ in spans for _, end in spans if start < end}
    assert {"東京", "１９９８", "น้ำ"} <= cut


def test_trained_pieces_never_mix_letters_digits_and_other_signs(trained):
    pieces = [piece.removeprefix("▁") for piece in trained.get_vocab() if piece not in trained.all_special_tokens]
    assert "1998" in pieces
    for piece in pieces:
        assert len({"letter" if sign.isalpha() or "\u0e00" < sign < "\u0e7f" else sign.isdigit() for sign in piece}) <= 1, piece


def test_the_alphabet_keeps_the_most_frequent_characters_and_the_rest_is_unknown():
    tokenizer = train_bpe(["aaab bbc dc"], size=10, alphabet=4)
    known = {character for character in "abcd" if tokenizer.token_to_id(character) is not None}
    assert known == {"a", "b", "c"}  # and the word mark
    assert tokenizer.encode("d", add_special_tokens=False).ids[-1] == 3


def test_a_size_without_room_for_merges_is_refused():
    with pytest.raises(SpecificationError, match="vocabulary of 9 has no room for merges: 4 characters"):
        train_bpe(["abc"], size=9)


def test_training_gives_the_same_bytes_in_another_process_with_other_threads():
    program = (
        "from xtreme_eval.models.vocabulary import train_bpe\n"
        "import hashlib\n"
        "lines = [chr(97 + n % 26) * (n % 3 + 1) + chr(0x4E00 + n) for n in range(300)]\n"  # 300 signs tie at the cut
        "digest = hashlib.sha256(train_bpe(lines, size=200, alphabet=100).to_str().encode()).hexdigest()\n"
    )
    here: dict[str, str] = {}
    exec(program, here)
    environment = {**os.environ, "RAYON_NUM_THREADS": "1", "PYTHONHASHSEED": "5"}
    there = subprocess.run([sys.executable, "-c", program + "print(digest)"], env=environment, capture_output=True, check=True)
    assert there.stdout.decode().strip() == here["digest"]


def test_a_listed_vocabulary_cuts_where_the_scores_are_best_and_knows_every_listed_letter(listed):
    assert listed.tokenize("walked talko") == ["▁walk", "ed", "▁talk", "o"]
    assert listed.unk_token_id not in listed("quick brown vex")["input_ids"]
    assert listed.tokenize("walk Ж") == ["▁walk", "▁", "Ж"]
    assert listed("Ж", add_special_tokens=False)["input_ids"][-1] == listed.unk_token_id


def test_all_problems_of_a_list_are_told_at_once():
    with pytest.raises(SpecificationError) as caught:
        unigram_from_list([("a", -1.0), ("a", -2.0), ("b", float("nan")), ("<pad>", 0.0), ("", -1.0)])
    assert [problem.split()[-3:] for problem in caught.value.problems] == [
        ["listed", "2", "times"],
        ["the", "score", "nan"],
        ["leave", "it", "out"],
        ["leave", "it", "out"],
        ["would", "become", "<unk>"],
    ]


def test_long_text_is_not_cut_and_short_text_is_padded_on_the_right(fast):
    batch = fast(["a " * 3000, "a"], padding=True)
    long, short = batch["attention_mask"]
    assert sum(long) >= 3002
    assert short == sorted(short, reverse=True)
    assert len(short) == len(long)


def test_wrapping_leaves_the_tokenizer_alone_and_drops_its_truncation():
    tokenizer = unigram_from_list(PIECES)
    tokenizer.enable_truncation(4)
    wrapped = as_fast(tokenizer)
    assert len(wrapped.backend_tokenizer.encode("walk " * 9)) == 11
    assert tokenizer.truncation["max_length"] == 4


def test_what_was_encoded_before_does_not_change_the_saved_bytes(fast, tmp_path):
    before = _digests(save_tokenizer(fast, tmp_path / "before"))
    fast(["a b c", "a"], truncation=True, max_length=4, padding="max_length")
    assert _digests(save_tokenizer(fast, tmp_path / "after")) == before
    assert set(before) == {"tokenizer.json", "tokenizer_config.json"}


@pytest.mark.parametrize("text", TEXTS)
def test_a_saved_tokenizer_comes_back_as_it_was(fast, tmp_path, text):
    first = save_tokenizer(fast, tmp_path / "first")
    loaded = load_tokenizer(tmp_path / "first")
    assert loaded(text, text, return_offsets_mapping=True).data == fast(text, text, return_offsets_mapping=True).data
    assert loaded.special_tokens_map == fast.special_tokens_map
    assert len(loaded) == len(fast)
    assert _digests(save_tokenizer(loaded, tmp_path / "second")) == _digests(first)


def test_a_folder_as_transformers_writes_it_for_xlm_r_is_read(tmp_path):
    from transformers import XLMRobertaTokenizer

    specials = [(token, 0.0) for token in ("<s>", "<pad>", "</s>", "<unk>")]
    theirs = XLMRobertaTokenizer(vocab=[*specials, *PIECES, ("<mask>", 0.0)])
    theirs.save_pretrained(tmp_path)
    ours = load_tokenizer(tmp_path)
    assert ours("walked", "talko")["input_ids"] == theirs("walked", "talko")["input_ids"]
    assert ours.mask_token_id == theirs.mask_token_id == len(theirs) - 1
    assert len(ours) == len(theirs)


def test_a_folder_of_the_bert_family_keeps_its_segments_and_dictionary_style_specials(tmp_path):
    tokenizer = Tokenizer(models.WordPiece({"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "a": 4}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    special = {role: {"content": f"[{role[:3].upper()}]", "lstrip": False} for role in ("pad_token", "cls_token", "sep_token")}
    (tmp_path / "special_tokens_map.json").write_text(json.dumps({**special, "unk_token": "[UNK]", "mask_token": "[MASK]"}))
    loaded = load_tokenizer(tmp_path)
    assert loaded("a", "a")["token_type_ids"] == [0, 0, 0, 1, 1]
    assert (loaded.pad_token_id, loaded.mask_token, len(loaded)) == (0, None, 5)  # a token it never had is not added


def test_truncation_and_padding_baked_into_a_file_are_switched_off(tmp_path):
    tokenizer = unigram_from_list(PIECES)
    tokenizer.enable_truncation(4)
    tokenizer.enable_padding(length=50)
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    loaded = load_tokenizer(tmp_path)
    assert len(loaded("walk " * 9)["input_ids"]) == 11
    assert len(loaded.backend_tokenizer.encode("walk")) == 3


def test_code_in_the_folder_is_not_run_and_no_network_is_touched(tmp_path, monkeypatch):
    folder, evidence, asked = tmp_path / "model", tmp_path / "evidence", []
    tokenizer = unigram_from_list([*PIECES, *((f"▁{n}", -9.0) for n in range(100_001))])  # over 100,000 makes transformers curious
    save_tokenizer(as_fast(tokenizer), folder)
    (folder / "evil.py").write_text(f"open({str(evidence)!r}, 'w')\nclass Evil: pass\n")
    config = json.loads((folder / "tokenizer_config.json").read_text())
    config |= {"auto_map": {"AutoTokenizer": [None, "evil.Evil"]}, "tokenizer_class": "Evil", "name_or_path": "some/model"}
    (folder / "tokenizer_config.json").write_text(json.dumps(config))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *address, **_: asked.append(address) or [])
    assert load_tokenizer(folder)("walk")["input_ids"][1] == 5
    assert not evidence.exists()
    assert asked == []


def test_a_folder_without_tokenizer_json_says_how_to_get_one(tmp_path):
    (tmp_path / "sentencepiece.bpe.model").write_bytes(b"\x00")
    with pytest.raises(MissingFileError, match=r"tokenizer\.json: there is no such file. Save .* save_pretrained"):
        load_tokenizer(tmp_path)


@pytest.mark.parametrize(
    ("name", "content"), [("tokenizer.json", "{"), ("tokenizer_config.json", "{"), ("tokenizer_config.json", "[]")]
)
def test_a_damaged_file_is_named(listed, tmp_path, name, content):
    save_tokenizer(listed, tmp_path)
    (tmp_path / name).write_text(content)
    with pytest.raises(DataError, match=name):
        load_tokenizer(tmp_path)


def test_a_tokenizer_without_padding_is_refused(tmp_path):
    Tokenizer(models.WordLevel({"a": 0, "?": 1}, unk_token="?")).save(str(tmp_path / "tokenizer.json"))
    with pytest.raises(DataError, match="no padding token"):
        load_tokenizer(tmp_path)


def _digests(files):
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}
