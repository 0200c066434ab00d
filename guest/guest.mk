disk:
