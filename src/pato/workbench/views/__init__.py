"""The pages in the order of what users would miss: each a module with PAGES, ACTIONS, DATA and FILES."""
