"""Rows x selection set -> one SQL statement. Knows GraphQL and PostgreSQL, nothing of exams."""
