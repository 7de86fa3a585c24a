"""What every trial would read first: imported by the warm process, which then has the contracts and the catalogue."""

from goldenthread import contracts, metrics

for _name in contracts.names():
    contracts.load(_name)
metrics.catalogue()
