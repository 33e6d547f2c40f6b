"""Factories: one module an app, one factory a model.

A factory makes the least that the rules of its model accept; pages are live and under their section, which is
made when it is missing. What a test is about, it says itself.
"""
