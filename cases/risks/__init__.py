"""The log of risks: what may cost the landlord money or its good name, who follows it up, and how it ended."""
