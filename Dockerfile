# Two stages: the first has the compilers; the second has the program, certificates, and the
# converters: ffmpeg, and libheif's for photos of phones.
FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY Cargo.toml Cargo.lock i18n.toml ./
COPY config config
COPY i18n i18n
COPY src src
# Cargo.toml lists them as targets, so cargo requires the files.
COPY tests tests
COPY benches benches
# Printed by `wanbot version`.
ARG WANBOT_COMMIT=unknown
# The emulators are for development and are not part of the image.
RUN cargo build --release --locked --no-default-features --features otel

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates ffmpeg libheif-examples \
    && rm -rf /var/lib/apt/lists/* \
# Graphics drivers, dependencies of Debian's ffmpeg, are a third of the image. ffmpeg starts and
# encodes without them.
    && rm -rf /usr/lib/*/dri /usr/lib/*/libLLVM-* /usr/lib/*/libz3.so* \
    && useradd --system --uid 10001 --create-home --home-dir /var/lib/wanbot wanbot
COPY --from=build /src/target/release/wanbot /usr/local/bin/wanbot
USER wanbot
# wanbot-data/ is created in this directory: mount a persistent volume here.
WORKDIR /var/lib/wanbot
VOLUME /var/lib/wanbot
ENV WANBOT__LOG__FORMAT=json WANBOT__HTTP__LISTEN=0.0.0.0:8080 \
    WANBOT__HTTP__METRICS_LISTEN=0.0.0.0:9464
EXPOSE 8080 9464
STOPSIGNAL SIGTERM
ENTRYPOINT ["wanbot"]
CMD ["run"]
