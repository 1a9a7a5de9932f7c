"""System management: state of the platform, maintenance, connections, and figures of the business."""
