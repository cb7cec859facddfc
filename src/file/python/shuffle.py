def shuffled(count, stream):
    """The numbers below count, in the order in which blobtui shuffles them. PyTorch would shuffle
    them by torch.randperm(count).tolist(); the losses would differ a little."""
    order = list(range(count))
    words = random_words(stream)
    chunk, left = 0, 1
    for place in range(count):
        if left == 0:
            # A random number below the product of the next few places serves all of them.
            product = place + 1
            left = 1
            while product * (place + 1 + left) < 2**32:
                product *= place + 1 + left
                left += 1
            chunk, rest = divmod(next(words) * product, 2**32)
            if rest > 2**32 - product:
                chunk += (rest + (next(words) * product >> 32)) >> 32
        chunk, other = divmod(chunk, place + 1)
        left -= 1
        order[place], order[other] = order[other], order[place]
    return order


def random_words(stream):
    """Random numbers below 2**32 without end, by the generator ChaCha8."""
    start = [0x61707865, 0x3320646E, 0x79622D32, 0x6B206574]
    start += [SEED % 2**32, SEED >> 32, 0, 0, 0, 0, 0, 0]
    counter = 0
    while True:
        block = start + [counter, 0, stream % 2**32, stream >> 32]
        mixed = list(block)
        for _ in range(4):
            for quarter in ["048c", "159d", "26ae", "37bf", "05af", "16bc", "278d", "349e"]:
                a, b, c, d = (int(place, 16) for place in quarter)
                for i, j, k, turn in [(a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)]:
                    mixed[i] = (mixed[i] + mixed[j]) % 2**32
                    bits = (mixed[k] ^ mixed[i]) << turn
                    mixed[k] = bits % 2**32 | bits >> 32
        for one, other in zip(block, mixed):
            yield (one + other) % 2**32
        counter += 1
