"""内部監査: samples drawn by a seed anybody can draw by again, each thing on them with its grounds and its lines in the journal."""
