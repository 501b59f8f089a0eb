"""The dashboard (看板): numbers, charts, warnings and topics for whoever leads the hotline."""
