"""The words of the busy demo: who works there, where they go, and what is wrong there. All of it is
made up; the telephone numbers are from the ranges that are set aside for fiction."""
