"""The only place that draws: how values look in a terminal (`terminal`) and on paper (`figures`). Nothing of torch."""
