"""Tiny checkpoints with random weights, made where a test needs one: real classes, no download."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from later import later
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from modelgraph.runs.checkpoint import Checkpoint
from modelgraph_inference import files

torch, t = later("torch"), later("transformers")

VARIANT = "https://w3id.org/modelgraph/variant/test/tiny"
SIDE = 64


def checkpoint(
    folder: Path, tasks: tuple[str, ...], adapter: str = "hf_pipeline", **more: Any
) -> Checkpoint:
    """Return the checkpoint of a folder, every file in it pinned."""
    names = sorted(path for path in folder.iterdir() if path.is_file())
    return Checkpoint(
        variant=VARIANT,
        adapter=adapter,
        folder=folder.resolve(),
        tasks=tasks,
        files=tuple(files.describe(path) for path in names),
        extra="inference",
        **more,
    )


def save(folder: Path, config: Any, kind: str, processor: Any) -> Path:
    """Save a random model of a class, with its processor."""
    torch.manual_seed(0)
    model = getattr(t, kind)(config)
    model.save_pretrained(folder)
    processor.save_pretrained(folder)
    return folder


def words_tokenizer(words: tuple[str, ...] = ()) -> Any:
    """Return a word-level tokenizer in the form of CLIP's."""
    # OWL-ViT leaves out texts that begin with token 0, CLIP reads an end token of 2 otherwise.
    vocabulary = ["<unk>", "<|startoftext|>", "this", "<|endoftext|>", "is", "a", "photo", "of"]
    vocabulary += ["cat", "dog", "cup", *words]
    core = Tokenizer(models.WordLevel({word: at for at, word in enumerate(vocabulary)}, "<unk>"))
    core.pre_tokenizer = pre_tokenizers.Whitespace()
    core.post_processor = processors.TemplateProcessing(
        single="<|startoftext|> $A <|endoftext|>",
        special_tokens=[("<|startoftext|>", 1), ("<|endoftext|>", 3)],
    )
    return t.PreTrainedTokenizerFast(
        tokenizer_object=core,
        bos_token="<|startoftext|>",
        eos_token="<|endoftext|>",
        pad_token="<|endoftext|>",
        unk_token="<unk>",
        model_max_length=16,
    )


_TEXT = {"max_position_embeddings": 16, "bos_token_id": 1, "eos_token_id": 3, "pad_token_id": 3}


def _square(kind: str, side: int = SIDE, **more: Any) -> Any:
    return getattr(t, kind)(size={"height": side, "width": side}, **more)


def vit(folder: Path, **more: Any) -> Path:
    config = t.ViTConfig(
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        image_size=SIDE,
        patch_size=16,
        num_labels=4,
        id2label={0: "cat", 1: "dog", 2: "cup", 3: "tree"},
        label2id={"cat": 0, "dog": 1, "cup": 2, "tree": 3},
        **more,
    )
    return save(folder, config, "ViTForImageClassification", _square("ViTImageProcessor"))


def convnext(folder: Path) -> Path:
    config = t.ConvNextConfig(hidden_sizes=[8, 16, 24, 32], depths=[1, 1, 1, 1], num_labels=4)
    processor = t.ConvNextImageProcessor(size={"shortest_edge": SIDE})
    return save(folder, config, "ConvNextForImageClassification", processor)


def resnet(folder: Path) -> Path:
    config = t.ResNetConfig(
        embedding_size=8, hidden_sizes=[8, 16], depths=[1, 1], layer_type="basic", num_labels=4
    )
    processor = t.ConvNextImageProcessor(size={"shortest_edge": SIDE})
    return save(folder, config, "ResNetForImageClassification", processor)


def swin(folder: Path) -> Path:
    config = t.SwinConfig(
        image_size=SIDE,
        patch_size=4,
        embed_dim=8,
        depths=[1, 1],
        num_heads=[1, 2],
        window_size=4,
        num_labels=4,
    )
    return save(folder, config, "SwinForImageClassification", _square("ViTImageProcessor"))


def dinov2(folder: Path) -> Path:
    config = t.Dinov2Config(
        hidden_size=32, num_hidden_layers=2, num_attention_heads=2, image_size=SIDE, patch_size=16
    )
    return save(folder, config, "Dinov2Model", _square("BitImageProcessor", do_center_crop=False))


def clip(folder: Path) -> Path:
    tokenizer = words_tokenizer()
    config = t.CLIPConfig(
        text_config={
            "vocab_size": len(tokenizer),
            "hidden_size": 32,
            "num_hidden_layers": 1,
            "num_attention_heads": 2,
            "intermediate_size": 32,
            "max_position_embeddings": 16,
            "bos_token_id": 1,
            "eos_token_id": 3,
            "pad_token_id": 3,
        },
        vision_config={
            "hidden_size": 32,
            "num_hidden_layers": 1,
            "num_attention_heads": 2,
            "intermediate_size": 32,
            "image_size": SIDE,
            "patch_size": 16,
        },
        projection_dim=16,
    )
    images = t.CLIPImageProcessor(
        size={"shortest_edge": SIDE}, crop_size={"height": SIDE, "width": SIDE}
    )
    return save(folder, config, "CLIPModel", t.CLIPProcessor(images, tokenizer))


def siglip(folder: Path) -> Path:
    tokenizer = words_tokenizer()
    tower = {
        "hidden_size": 32,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "intermediate_size": 32,
    }
    config = t.SiglipConfig(
        text_config={**tower, **_TEXT, "vocab_size": len(tokenizer)},
        vision_config={**tower, "image_size": SIDE, "patch_size": 16},
    )
    processor = t.SiglipProcessor(_square("SiglipImageProcessor"), tokenizer)
    return save(folder, config, "SiglipModel", processor)


def _backbone() -> Any:
    return t.ResNetConfig(
        embedding_size=8,
        hidden_sizes=[8, 8, 8, 8],
        depths=[1, 1, 1, 1],
        layer_type="basic",
        out_features=["stage4"],
    )


_DETR_SIZES = {
    "d_model": 16,
    "encoder_layers": 1,
    "decoder_layers": 1,
    "encoder_attention_heads": 2,
    "decoder_attention_heads": 2,
    "encoder_ffn_dim": 16,
    "decoder_ffn_dim": 16,
    "num_queries": 5,
}


def _detr_images(kind: str = "DetrImageProcessor") -> Any:
    return getattr(t, kind)(size={"shortest_edge": SIDE, "longest_edge": 2 * SIDE})


def detr(folder: Path) -> Path:
    config = t.DetrConfig(backbone_config=_backbone(), num_labels=4, **_DETR_SIZES)
    return save(folder, config, "DetrForObjectDetection", _detr_images())


def detr_segmentation(folder: Path) -> Path:
    backbone = t.ResNetConfig(
        embedding_size=8,
        hidden_sizes=[256, 512, 1024, 2048],
        depths=[1, 1, 1, 1],
        layer_type="bottleneck",
        out_features=["stage1", "stage2", "stage3", "stage4"],
    )
    sizes = {**_DETR_SIZES, "d_model": 64}
    sizes |= {"encoder_attention_heads": 8, "decoder_attention_heads": 8}
    config = t.DetrConfig(backbone_config=backbone, num_labels=4, **sizes)
    return save(folder, config, "DetrForSegmentation", _detr_images())


def yolos(folder: Path) -> Path:
    config = t.YolosConfig(
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        image_size=[SIDE, SIDE],
        patch_size=16,
        num_detection_tokens=5,
        num_labels=4,
    )
    return save(folder, config, "YolosForObjectDetection", _detr_images("YolosImageProcessor"))


def rt_detr(folder: Path) -> Path:
    backbone = t.RTDetrResNetConfig(
        embedding_size=8,
        hidden_sizes=[8, 16, 32, 64],
        depths=[1, 1, 1, 1],
        layer_type="basic",
        out_features=["stage2", "stage3", "stage4"],
    )
    config = t.RTDetrConfig(
        backbone_config=backbone,
        encoder_hidden_dim=32,
        encoder_in_channels=[16, 32, 64],
        encoder_ffn_dim=32,
        encoder_attention_heads=2,
        d_model=32,
        num_queries=10,
        decoder_in_channels=[32, 32, 32],
        decoder_ffn_dim=32,
        decoder_layers=1,
        decoder_attention_heads=2,
        num_labels=4,
    )
    return save(folder, config, "RTDetrForObjectDetection", _square("RTDetrImageProcessor"))


def owlvit(folder: Path) -> Path:
    tokenizer = words_tokenizer()
    tower = {
        "hidden_size": 32,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "intermediate_size": 32,
    }
    config = t.OwlViTConfig(
        text_config={**tower, **_TEXT, "vocab_size": len(tokenizer)},
        vision_config={**tower, "image_size": SIDE, "patch_size": 16},
        projection_dim=32,
    )
    processor = t.OwlViTProcessor(_square("OwlViTImageProcessor", do_center_crop=False), tokenizer)
    return save(folder, config, "OwlViTForObjectDetection", processor)


def segformer(folder: Path) -> Path:
    config = t.SegformerConfig(
        hidden_sizes=[8, 16, 16, 16],
        depths=[1, 1, 1, 1],
        num_attention_heads=[1, 1, 1, 1],
        decoder_hidden_size=16,
        num_labels=4,
    )
    return save(
        folder, config, "SegformerForSemanticSegmentation", _square("SegformerImageProcessor")
    )


def mask2former(folder: Path) -> Path:
    backbone = t.SwinConfig(
        image_size=SIDE,
        embed_dim=8,
        depths=[1, 1, 1, 1],
        num_heads=[1, 1, 2, 2],
        window_size=4,
        out_features=["stage1", "stage2", "stage3", "stage4"],
    )
    config = t.Mask2FormerConfig(
        backbone_config=backbone,
        feature_size=32,
        mask_feature_size=32,
        hidden_dim=32,
        encoder_feedforward_dim=32,
        encoder_layers=1,
        decoder_layers=2,
        num_attention_heads=2,
        dim_feedforward=32,
        num_queries=5,
        num_labels=4,
    )
    processor = _square("Mask2FormerImageProcessor", ignore_index=255)
    return save(folder, config, "Mask2FormerForUniversalSegmentation", processor)


def depth_anything(folder: Path, **more: Any) -> Path:
    backbone = t.Dinov2Config(
        hidden_size=32,
        num_hidden_layers=4,
        num_attention_heads=2,
        image_size=SIDE,
        patch_size=16,
        out_features=["stage1", "stage2", "stage3", "stage4"],
        reshape_hidden_states=False,
    )
    config = t.DepthAnythingConfig(
        backbone_config=backbone,
        patch_size=16,
        reassemble_hidden_size=32,
        neck_hidden_sizes=[8, 8, 16, 16],
        fusion_hidden_size=16,
        head_hidden_size=8,
        **more,
    )
    processor = _square("DPTImageProcessor")
    return save(folder, config, "DepthAnythingForDepthEstimation", processor)


def glpn(folder: Path) -> Path:
    config = t.GLPNConfig(
        hidden_sizes=[8, 16, 16, 16],
        depths=[1, 1, 1, 1],
        num_attention_heads=[1, 1, 1, 1],
        decoder_hidden_size=16,
    )
    return save(folder, config, "GLPNForDepthEstimation", t.GLPNImageProcessor())


def sam(folder: Path) -> Path:
    config = t.SamConfig(
        vision_config={
            "hidden_size": 32,
            "num_hidden_layers": 2,
            "num_attention_heads": 2,
            "mlp_dim": 32,
            "image_size": SIDE,
            "patch_size": 8,
            "output_channels": 32,
            "window_size": 4,
            "num_pos_feats": 16,
            "global_attn_indexes": [1],
        },
        prompt_encoder_config={
            "hidden_size": 32,
            "image_size": SIDE,
            "patch_size": 8,
            "mask_input_channels": 4,
        },
        mask_decoder_config={
            "hidden_size": 32,
            "num_hidden_layers": 1,
            "num_attention_heads": 2,
            "mlp_dim": 32,
            "iou_head_hidden_dim": 16,
        },
    )
    images = t.SamImageProcessor(
        size={"longest_edge": SIDE},
        pad_size={"height": SIDE, "width": SIDE},
        mask_size={"longest_edge": 16},
        mask_pad_size={"height": 16, "width": 16},
    )
    return save(folder, config, "SamModel", t.SamProcessor(images))


def beit(folder: Path) -> Path:
    config = t.BeitConfig(
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        image_size=SIDE,
        num_labels=4,
    )
    return save(folder, config, "BeitForImageClassification", _square("BeitImageProcessor"))


def deit(folder: Path) -> Path:
    config = t.DeiTConfig(
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        image_size=SIDE,
        num_labels=4,
    )
    processor = _square("DeiTImageProcessor", do_center_crop=False)
    return save(folder, config, "DeiTForImageClassification", processor)


def regnet(folder: Path) -> Path:
    config = t.RegNetConfig(
        embedding_size=8, hidden_sizes=[8, 16], depths=[1, 1], groups_width=8, num_labels=4
    )
    processor = t.ConvNextImageProcessor(size={"shortest_edge": SIDE})
    return save(folder, config, "RegNetForImageClassification", processor)


def efficientnet(folder: Path) -> Path:
    config = t.EfficientNetConfig(
        image_size=SIDE,
        width_coefficient=0.25,
        depth_coefficient=0.25,
        hidden_dim=320,
        num_labels=4,
    )
    processor = _square("EfficientNetImageProcessor")
    return save(folder, config, "EfficientNetForImageClassification", processor)


def mobilenet_v2(folder: Path) -> Path:
    config = t.MobileNetV2Config(image_size=SIDE, depth_multiplier=0.25, num_labels=4)
    processor = t.MobileNetV2ImageProcessor(
        size={"shortest_edge": SIDE}, crop_size={"height": SIDE, "width": SIDE}
    )
    return save(folder, config, "MobileNetV2ForImageClassification", processor)


def deformable_detr(folder: Path) -> Path:
    backbone = t.ResNetConfig(
        embedding_size=8,
        hidden_sizes=[8, 8, 8, 8],
        depths=[1, 1, 1, 1],
        layer_type="basic",
        out_features=["stage2", "stage3", "stage4"],
    )
    sizes = {**_DETR_SIZES, "d_model": 32, "decoder_layers": 2}
    config = t.DeformableDetrConfig(
        backbone_config=backbone, num_labels=4, num_feature_levels=4, **sizes
    )
    processor = _detr_images("DeformableDetrImageProcessor")
    return save(folder, config, "DeformableDetrForObjectDetection", processor)


def owlv2(folder: Path) -> Path:
    tokenizer = words_tokenizer()
    tower = {
        "hidden_size": 32,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "intermediate_size": 32,
    }
    config = t.Owlv2Config(
        text_config={**tower, **_TEXT, "vocab_size": len(tokenizer)},
        vision_config={**tower, "image_size": SIDE, "patch_size": 16},
        projection_dim=32,
    )
    processor = t.Owlv2Processor(_square("Owlv2ImageProcessor"), tokenizer)
    return save(folder, config, "Owlv2ForObjectDetection", processor)


def grounding_dino(folder: Path) -> Path:
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ".", "cat", "dog", "cup"]
    core = Tokenizer(models.WordLevel({word: at for at, word in enumerate(words)}, "[UNK]"))
    core.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    core.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer = t.PreTrainedTokenizerFast(
        tokenizer_object=core,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
        model_input_names=["input_ids", "token_type_ids", "attention_mask"],
        model_max_length=32,
    )
    backbone = t.SwinConfig(
        image_size=SIDE,
        embed_dim=8,
        depths=[1, 1, 1, 1],
        num_heads=[1, 1, 2, 2],
        window_size=4,
        out_features=["stage2", "stage3", "stage4"],
    )
    text = {
        "model_type": "bert",
        "vocab_size": 120,  # the model looks for the separators of BERT's vocabulary
        "hidden_size": 32,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "intermediate_size": 32,
    }
    config = t.GroundingDinoConfig(
        backbone_config=backbone,
        text_config=text,
        num_feature_levels=4,
        max_text_len=32,
        **{**_DETR_SIZES, "d_model": 32, "decoder_layers": 2},
    )
    images = t.GroundingDinoImageProcessor(size={"shortest_edge": SIDE, "longest_edge": 2 * SIDE})
    processor = t.GroundingDinoProcessor(images, tokenizer)
    return save(folder, config, "GroundingDinoForObjectDetection", processor)


def maskformer(folder: Path) -> Path:
    backbone = t.SwinConfig(
        image_size=SIDE,
        embed_dim=8,
        depths=[1, 1, 1, 1],
        num_heads=[1, 1, 2, 2],
        window_size=4,
        out_features=["stage1", "stage2", "stage3", "stage4"],
    )
    decoder = t.DetrConfig(num_labels=4, backbone_config=_backbone(), **_DETR_SIZES)
    config = t.MaskFormerConfig(
        backbone_config=backbone,
        decoder_config=decoder.to_dict(),
        fpn_feature_size=32,
        mask_feature_size=32,
        num_labels=4,
    )
    processor = _square("MaskFormerImageProcessor", ignore_index=255)
    return save(folder, config, "MaskFormerForInstanceSegmentation", processor)


def dpt(folder: Path) -> Path:
    config = t.DPTConfig(
        hidden_size=32,
        num_hidden_layers=4,
        num_attention_heads=2,
        intermediate_size=32,
        image_size=SIDE,
        patch_size=16,
        backbone_out_indices=[0, 1, 2, 3],
        neck_hidden_sizes=[8, 8, 16, 16],
        fusion_hidden_size=16,
        is_hybrid=False,
    )
    return save(folder, config, "DPTForDepthEstimation", _square("DPTImageProcessor"))


MAKERS: dict[str, tuple[Callable[[Path], Path], tuple[str, ...]]] = {
    "vit": (vit, ("image-classification", "image-embedding")),
    "convnext": (convnext, ("image-classification", "image-embedding")),
    "resnet": (resnet, ("image-classification", "image-embedding")),
    "swin": (swin, ("image-classification", "image-embedding")),
    "dinov2": (dinov2, ("image-embedding",)),
    "clip": (clip, ("zero-shot-image-classification", "image-embedding")),
    "siglip": (siglip, ("zero-shot-image-classification", "image-embedding")),
    "detr": (detr, ("object-detection",)),
    "detr_segmentation": (detr_segmentation, ("panoptic-segmentation", "instance-segmentation")),
    "yolos": (yolos, ("object-detection",)),
    "rt_detr": (rt_detr, ("object-detection",)),
    "owlvit": (owlvit, ("open-vocabulary-object-detection",)),
    "segformer": (segformer, ("semantic-segmentation",)),
    "mask2former": (
        mask2former,
        ("semantic-segmentation", "instance-segmentation", "panoptic-segmentation"),
    ),
    "depth_anything": (depth_anything, ("depth-estimation",)),
    "glpn": (glpn, ("depth-estimation",)),
    "sam": (sam, ("mask-generation",)),
    "beit": (beit, ("image-classification", "image-embedding")),
    "deit": (deit, ("image-classification", "image-embedding")),
    "regnet": (regnet, ("image-classification", "image-embedding")),
    "efficientnet": (efficientnet, ("image-classification", "image-embedding")),
    "mobilenet_v2": (mobilenet_v2, ("image-classification", "image-embedding")),
    "deformable_detr": (deformable_detr, ("object-detection",)),
    "owlv2": (owlv2, ("open-vocabulary-object-detection",)),
    "grounding_dino": (grounding_dino, ("open-vocabulary-object-detection",)),
    "maskformer": (
        maskformer,
        ("semantic-segmentation", "instance-segmentation", "panoptic-segmentation"),
    ),
    "dpt": (dpt, ("depth-estimation",)),
}
