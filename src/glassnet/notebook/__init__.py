"""A run explored in a notebook: the page's own explorer as a widget, answered by the kernel."""
