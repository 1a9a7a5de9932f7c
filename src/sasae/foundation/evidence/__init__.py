"""What one system tells a person of their own data: lines from its journal, masked by rule before anything leaves."""
