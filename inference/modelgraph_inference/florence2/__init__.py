"""Florence-2: fifteen prompts of one model, each with its task and its normal form."""
