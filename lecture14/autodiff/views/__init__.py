"""What a record shows: its programs as text, its picture, its costs, replays, births of NaN, eliminations."""
