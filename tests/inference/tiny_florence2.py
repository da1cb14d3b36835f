"""A tiny Florence-2 with random weights: real classes, real post-processing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from later import later
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

torch, t = later("torch"), later("transformers")

SIDE = 64
IMAGE_TOKENS = 5  # 2 × 2 patches and their mean

POST_PROCESSING: dict[str, dict[str, Any]] = {
    "ocr": {
        "PATTERN": r"(.+?)" + "".join(r"<loc_(\d+)>" for _ in range(8)),
        "AREA_THRESHOLD": 0.0,
    },
    "phrase_grounding": {"FILTER_BY_AREA": False, "banned_grounding_tokens": ["it"]},
    "pure_text": {},
    "description_with_bboxes": {},
    "description_with_polygons": {},
    "polygons": {},
    "bboxes": {},
    "description_with_bboxes_or_polygons": {},
}


def tokenizer() -> Any:
    """Return a byte-level tokenizer without merges, with the place tokens of Florence-2."""
    letters = pre_tokenizers.ByteLevel.alphabet()
    vocabulary = ["<s>", "<pad>", "</s>", "<unk>", *sorted(letters)]
    core = Tokenizer(models.BPE({word: at for at, word in enumerate(vocabulary)}, []))
    core.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    core.decoder = decoders.ByteLevel()
    made = t.PreTrainedTokenizerFast(
        tokenizer_object=core,
        bos_token="<s>",
        eos_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        extra_special_tokens={"image_token": "<image>"},
    )
    made.add_tokens([f"<loc_{place}>" for place in range(1000)], special_tokens=True)
    made.add_tokens(["<poly>", "</poly>", "<sep>"], special_tokens=True)
    return made


def florence2(folder: Path) -> Path:
    """Save a tiny Florence-2 with its processor."""
    words = tokenizer()
    images = t.CLIPImageProcessor(
        size={"height": SIDE, "width": SIDE}, do_center_crop=False, crop_size=SIDE
    )
    images.image_seq_length = IMAGE_TOKENS
    processor = t.Florence2Processor(images, words, post_processor_config=POST_PROCESSING)
    config = t.Florence2Config(
        text_config={
            "model_type": "bart",
            "vocab_size": len(words),
            "d_model": 16,
            "encoder_layers": 1,
            "decoder_layers": 1,
            "encoder_attention_heads": 2,
            "decoder_attention_heads": 2,
            "encoder_ffn_dim": 16,
            "decoder_ffn_dim": 16,
            "max_position_embeddings": 2048,
            "bos_token_id": 0,
            "pad_token_id": 1,
            "eos_token_id": 2,
            "decoder_start_token_id": 2,
            "forced_eos_token_id": 2,
        },
        vision_config={
            "depths": [1, 1, 1, 1],
            "embed_dim": [8, 8, 16, 16],
            "num_heads": [1, 1, 2, 2],
            "num_groups": [1, 1, 2, 2],
            "window_size": 4,
            "projection_dim": 16,
        },
        image_token_id=words.image_token_id,
        bos_token_id=0,
        pad_token_id=1,
        eos_token_id=2,
    )
    torch.manual_seed(0)
    t.Florence2ForConditionalGeneration(config).save_pretrained(folder)
    processor.save_pretrained(folder)
    return folder
