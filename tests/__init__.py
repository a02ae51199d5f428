"""The tests, one module a room; ``test_architecture`` holds the floors."""
