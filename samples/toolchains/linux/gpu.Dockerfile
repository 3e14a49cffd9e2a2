FROM debian:12-slim AS cuda
ARG CUDA
RUN echo "cuda $CUDA" > /cuda.txt

FROM cuda AS packages
ARG PYTHON
COPY packages.txt /
RUN echo "python $PYTHON" > /python.txt

FROM packages
ARG BUILD_UID=1000
RUN useradd --uid "$BUILD_UID" build
USER build
