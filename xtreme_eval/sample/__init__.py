"""The sample world: a small self-made multilingual benchmark that is generated from a seed and runs anywhere."""
