# Values of another type come to a loop that was compiled for ints.


def total(values):
    result = 0
    for value in values:
        result = result + value  # left: 1 5000; says: another type than before; says: float
    return result


def positions(count):
    made = []
    for index in range(count):
        made.append([index])  # says: makes a list each time
    return len(made)


for _ in range(200):
    total([1, 2, 3, 4, 5, 6, 7, 8])
for _ in range(200):
    total([1.5, 2.5, 3.5, 4.5])
print(total([1, 2.5]), positions(500))
