"""The screens' common ground: layout, design tokens, components, forms, lists, error pages."""
