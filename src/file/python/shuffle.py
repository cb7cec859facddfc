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
