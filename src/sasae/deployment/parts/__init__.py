"""The parts an installation is made of, as a bill of materials, and which of them are known to be vulnerable."""
