"""What holds the network together: who carries how much, where it would fall apart, and what if somebody leaves."""
