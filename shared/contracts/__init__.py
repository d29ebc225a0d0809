"""The facts that services tell each other, and the topics they tell them on: the published language."""
