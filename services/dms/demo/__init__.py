"""The demo: five invented tenants, their people, and 30 letters of own wording that are drawn, then really read."""
