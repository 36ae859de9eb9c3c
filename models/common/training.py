"""Fitting and fine-tuning, the same for every task."""

import keras


def fit(
    model: keras.Model, train, validation, rate: float, epochs: int, batch: int, loss=None
) -> dict:
    """Keep the weights of the epoch that did best on the validation part. Parts have x and y.
    Without a loss it is that of classes. Gives the losses, `loss` and `val_loss`, of each epoch."""
    steps = epochs * -(-len(train.y) // batch)
    model.compile(
        keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(rate, steps)),
        loss or keras.losses.SparseCategoricalCrossentropy(),
    )
    # As patient as the training is long: never stops early, only goes back to the best.
    best = keras.callbacks.EarlyStopping("val_loss", patience=epochs, restore_best_weights=True)
    run = model.fit(
        train.x,
        train.y,
        batch_size=batch,
        epochs=epochs,
        validation_data=(validation.x, validation.y),
        callbacks=[best],
        verbose=0,
    )
    return run.history


def copy_of(model: keras.Model) -> keras.Model:
    """Same layers, same weights: a start for fine-tuning that leaves the older version alone."""
    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    return copy
