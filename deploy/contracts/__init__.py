"""`make contracts`: the published language written down, and the gate that keeps it readable."""
