"""The German manual as pages."""
