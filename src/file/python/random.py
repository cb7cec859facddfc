def random_words(stream):
    """Random numbers below 2**32 without end, by the generator ChaCha8."""
    counter = 0
    while True:
        yield from random_block(stream, counter)
        counter += 1


def random_block(stream, counter):
    """Sixteen of them; where there is a tensor of counters, sixteen tensors."""
    block = [0x61707865, 0x3320646E, 0x79622D32, 0x6B206574]
    block += [SEED % 2**32, SEED >> 32, 0, 0, 0, 0, 0, 0]
    block += [counter, 0, stream % 2**32, stream >> 32]
    mixed = list(block)
    for _ in range(4):
        for quarter in ["048c", "159d", "26ae", "37bf", "05af", "16bc", "278d", "349e"]:
            a, b, c, d = (int(place, 16) for place in quarter)
            for i, j, k, turn in [(a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)]:
                mixed[i] = (mixed[i] + mixed[j]) % 2**32
                bits = (mixed[k] ^ mixed[i]) << turn
                mixed[k] = bits % 2**32 | bits >> 32
    return [(one + other) % 2**32 for one, other in zip(block, mixed)]
