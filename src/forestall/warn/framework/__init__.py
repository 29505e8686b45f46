"""The workbench of the UN Framework of Analysis: fourteen factors, judged by people, without any sum."""
