"""What this machine does, measured side by side in one run."""
