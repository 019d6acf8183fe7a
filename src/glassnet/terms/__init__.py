"""Names and what exactly they mean: TFLearn's vocabulary in TensorFlow's formulas. Looking a name up needs no torch."""
