"""TFLearn's face over training and runs: `DNN`, its callbacks, its sessions, its files."""
