"""Stands where the resident-register gateway (住基GW) and J-LIS stand: from individual number to code.

It alone turns an individual number into a 住民票コード; the core gets that and the processing number, never the number.
"""
