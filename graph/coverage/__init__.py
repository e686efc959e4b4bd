"""What there is and what is missing: counts by town, theme and kind, gaps, rates, target compositions, reports."""
