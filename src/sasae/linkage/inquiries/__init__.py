"""Questions to other bodies over the information provision network, on behalf of the city's systems."""
