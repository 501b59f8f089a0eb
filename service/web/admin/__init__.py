"""The administrator's and the auditor's pages: what the city has, knows and has done."""
