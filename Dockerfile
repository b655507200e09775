# Built from the lock alone: what is tested is what runs.
ARG BASE=python:3.11-slim-bookworm
FROM ${BASE} AS build
WORKDIR /build
RUN python3 -m venv /opt/wire
COPY requirements.lock requirements-build.lock ./
RUN python3 -m venv /opt/tools \
 && /opt/tools/bin/python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements-build.lock \
 && /opt/wire/bin/python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY services ./services
COPY schemas ./schemas
RUN /opt/tools/bin/python -m hatchling build -t wheel -d /build/dist \
 && /opt/wire/bin/python -m pip install --no-cache-dir --disable-pip-version-check --no-deps --no-index /build/dist/*.whl

FROM ${BASE}
RUN groupadd --gid 10001 wire && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin wire
COPY --from=build /opt/wire /opt/wire
COPY config /app/config
WORKDIR /app
ENV PATH=/opt/wire/bin:$PATH PYTHONUNBUFFERED=1 WIRE_CONFIG_DIR=/app/config WIRE_HTTP_HOST=0.0.0.0
USER 10001:10001
ENTRYPOINT ["wire"]
CMD ["--help"]
